//! Band 5xx: VPC Lattice and Kubernetes.
