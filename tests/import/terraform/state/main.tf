provider "aws" { region = "us-east-1" }
data "aws_caller_identity" "me" {}
data "aws_availability_zones" "all" {}
variable "partner" {
  default   = "203.0.113.0/24"
  sensitive = true
}
module "net" {
  source   = "./net"
  for_each = { front = "10.170.0.0/16", back = "10.171.0.0/16" }
  cidr     = each.value
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id      = module.net["front"].vpc.id
  peer_vpc_id = module.net["back"].vpc.id
  auto_accept = true
}
resource "aws_route" "to" {
  for_each                  = { front = "10.171.0.0/16", back = "10.170.0.0/16" }
  route_table_id            = module.net[each.key].vpc.main_route_table_id
  destination_cidr_block    = each.value
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = module.net["back"].vpc.id
}
resource "aws_security_group_rule" "in" {
  for_each          = { http = 80, https = 443 }
  type              = "ingress"
  security_group_id = aws_security_group.app.id
  protocol          = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_blocks       = ["10.170.0.0/16"]
}
resource "aws_network_acl" "front" {
  vpc_id     = module.net["front"].vpc.id
  subnet_ids = module.net["front"].subnets
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = var.partner
  }
}
resource "aws_ec2_managed_prefix_list" "corp" {
  name           = "corp"
  address_family = "IPv4"
  max_entries    = 5
  entry { cidr = "192.168.0.0/16" }
}
