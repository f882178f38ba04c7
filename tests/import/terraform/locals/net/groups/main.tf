variable "vpc" {}

data "aws_vpc" "this" {
  id = var.vpc
}

locals {
  found   = data.aws_vpc.this
  node_id = aws_security_group.node.id
}

resource "aws_security_group" "node" {
  vpc_id = local.found.id
}

resource "aws_security_group" "cluster" {
  vpc_id = local.found.id
}

resource "aws_vpc_security_group_ingress_rule" "nodes" {
  security_group_id            = aws_security_group.cluster.id
  referenced_security_group_id = local.node_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
