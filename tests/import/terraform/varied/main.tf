terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}
provider "aws" {
  alias                       = "west"
  region                      = "us-west-2"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}
variable "vpcs" { default = { a = { cidr = "10.0.0.0/16", azs = ["us-east-1a", "us-east-1b"] }, "b.x" = { cidr = "10.1.0.0/16", azs = ["us-east-1a"] } } }
module "net" {
  for_each = var.vpcs
  source   = "./modules/net"
  cidr     = each.value.cidr
  azs      = each.value.azs
}
module "west" {
  source    = "./modules/net"
  providers = { aws = aws.west }
  cidr      = "10.9.0.0/16"
  azs       = ["us-west-2a"]
}
resource "aws_vpc_ipam" "m" {
  operating_regions { region_name = "us-east-1" }
}
resource "aws_vpc_ipam_pool" "p" {
  address_family = "ipv4"
  ipam_scope_id  = aws_vpc_ipam.m.private_default_scope_id
  locale         = "us-east-1"
}
resource "aws_vpc_ipam_pool_cidr" "p" {
  ipam_pool_id = aws_vpc_ipam_pool.p.id
  cidr         = "10.128.0.0/12"
}
resource "aws_vpc" "ipam" {
  ipv4_ipam_pool_id                = aws_vpc_ipam_pool.p.id
  ipv4_netmask_length              = 20
  assign_generated_ipv6_cidr_block = true
  depends_on                       = [aws_vpc_ipam_pool_cidr.p]
}
resource "aws_subnet" "ipam" {
  count                = 2
  vpc_id               = aws_vpc.ipam.id
  cidr_block           = cidrsubnet(aws_vpc.ipam.cidr_block, 4, count.index)
  ipv6_cidr_block      = cidrsubnet(aws_vpc.ipam.ipv6_cidr_block, 8, count.index)
  availability_zone_id = "use1-az${count.index + 1}"
}
resource "aws_default_route_table" "ipam" {
  default_route_table_id = aws_vpc.ipam.default_route_table_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.ipam.id
  }
  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.e.id
  }
}
resource "aws_egress_only_internet_gateway" "e" { vpc_id = aws_vpc.ipam.id }
resource "aws_internet_gateway" "ipam" { vpc_id = aws_vpc.ipam.id }
resource "aws_default_security_group" "ipam" {
  vpc_id = aws_vpc.ipam.id
  ingress {
    protocol  = -1
    self      = true
    from_port = 0
    to_port   = 0
  }
}
resource "aws_default_network_acl" "ipam" {
  default_network_acl_id = aws_vpc.ipam.default_network_acl_id
  ingress {
    protocol   = -1
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}
resource "aws_ec2_managed_prefix_list" "corp" {
  name           = "corp"
  address_family = "IPv4"
  max_entries    = 5
  entry { cidr = "172.16.0.0/16" }
}
resource "aws_ec2_managed_prefix_list_entry" "corp2" {
  prefix_list_id = aws_ec2_managed_prefix_list.corp.id
  cidr           = "172.17.0.0/16"
}
resource "aws_ec2_transit_gateway" "hub" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}
resource "aws_ec2_transit_gateway_vpc_attachment" "all" {
  for_each                                        = module.net
  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = each.value.vpc_id
  subnet_ids                                      = each.value.private_ids
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
}
resource "aws_ec2_transit_gateway_route_table" "rt" {
  for_each           = toset(["spoke", "shared"])
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}
resource "aws_ec2_transit_gateway_route_table_association" "a" {
  for_each                       = aws_ec2_transit_gateway_vpc_attachment.all
  transit_gateway_attachment_id  = each.value.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.rt[each.key == "a" ? "spoke" : "shared"].id
}
resource "aws_ec2_transit_gateway_route_table_propagation" "a" {
  for_each                       = aws_ec2_transit_gateway_vpc_attachment.all
  transit_gateway_attachment_id  = each.value.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.rt["shared"].id
}
resource "aws_ec2_transit_gateway_prefix_list_reference" "p" {
  prefix_list_id                 = aws_ec2_managed_prefix_list.corp.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.rt["spoke"].id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.all["b.x"].id
}
resource "aws_ec2_transit_gateway_peering_attachment" "w" {
  peer_region             = "us-west-2"
  peer_transit_gateway_id = aws_ec2_transit_gateway.west.id
  transit_gateway_id      = aws_ec2_transit_gateway.hub.id
}
resource "aws_ec2_transit_gateway" "west" { provider = aws.west }
resource "aws_ec2_transit_gateway_peering_attachment_accepter" "w" {
  provider                      = aws.west
  transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.w.id
}
resource "aws_ec2_transit_gateway_vpc_attachment" "west" {
  provider           = aws.west
  transit_gateway_id = aws_ec2_transit_gateway.west.id
  vpc_id             = module.west.vpc_id
  subnet_ids         = module.west.private_ids
}
resource "aws_vpc_peering_connection" "aw" {
  vpc_id      = module.net["a"].vpc_id
  peer_vpc_id = module.west.vpc_id
  peer_region = "us-west-2"
}
resource "aws_vpc_peering_connection_accepter" "aw" {
  provider                  = aws.west
  vpc_peering_connection_id = aws_vpc_peering_connection.aw.id
  auto_accept               = true
}
resource "aws_route" "aw" {
  count                     = 2
  route_table_id            = module.net["a"].route_table_ids[count.index]
  destination_cidr_block    = "10.9.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.aw.id
}
resource "aws_networkfirewall_firewall" "fw" {
  name                = "fw"
  firewall_policy_arn = "arn:aws:network-firewall:us-east-1:111111111111:firewall-policy/x"
  vpc_id              = module.net["a"].vpc_id
  subnet_mapping { subnet_id = module.net["a"].private_ids[0] }
}
resource "aws_route53_zone" "z" {
  name = "x.internal"
  vpc { vpc_id = module.net["a"].vpc_id }
}
resource "aws_route53_resolver_rule" "r" {
  domain_name = "corp."
  rule_type   = "SYSTEM"
}
resource "aws_default_vpc" "d" {}
resource "aws_default_subnet" "d" { availability_zone = "us-east-1a" }
resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id            = module.net["a"].sg
  referenced_security_group_id = module.net["b.x"].sg
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
resource "aws_lb" "gw" {
  name               = "gw"
  load_balancer_type = "gateway"
  subnets            = module.net["a"].private_ids
}
resource "aws_vpc_endpoint_service" "gw" {
  acceptance_required        = false
  gateway_load_balancer_arns = [aws_lb.gw.arn]
}
resource "aws_vpc_endpoint" "gw" {
  vpc_id            = module.net["b.x"].vpc_id
  service_name      = aws_vpc_endpoint_service.gw.service_name
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = module.net["b.x"].private_ids
}
resource "aws_ec2_client_vpn_endpoint" "c" {
  server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  client_cidr_block      = "10.250.0.0/16"
  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  }
  connection_log_options { enabled = false }
}
