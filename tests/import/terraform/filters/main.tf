provider "aws" { region = "sa-east-1" }
locals {
  inbound = [
    { no = 100, action = "allow", proto = "tcp", from = 443, to = 443, cidr = "0.0.0.0/0" },
    { no = 110, action = "deny", proto = "-1", from = 0, to = 0, cidr = "198.51.100.0/24" },
  ]
}
resource "aws_vpc" "v" { cidr_block = "10.150.0.0/16" }
resource "aws_vpc" "w" { cidr_block = "10.151.0.0/16" }
resource "aws_subnet" "s" {
  for_each   = { front = 0, back = 1, db = 2 }
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 8, each.value)
}
resource "aws_network_acl" "front" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [aws_subnet.s["front"].id]
  dynamic "ingress" {
    for_each = local.inbound
    content {
      rule_no    = ingress.value.no
      action     = ingress.value.action
      protocol   = ingress.value.proto
      from_port  = ingress.value.from
      to_port    = ingress.value.to
      cidr_block = ingress.value.cidr
    }
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
resource "aws_network_acl" "back" { vpc_id = aws_vpc.v.id }
resource "aws_network_acl_association" "back" {
  for_each       = toset(["back", "db"])
  network_acl_id = aws_network_acl.back.id
  subnet_id      = aws_subnet.s[each.key].id
}
resource "aws_network_acl_rule" "back" {
  for_each       = { for i, p in [5432, 6379] : tostring(p) => i }
  network_acl_id = aws_network_acl.back.id
  rule_number    = 200 + each.value
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = aws_vpc.v.cidr_block
  from_port      = tonumber(each.key)
  to_port        = tonumber(each.key)
}
resource "aws_network_acl_rule" "back_out" {
  network_acl_id = aws_network_acl.back.id
  rule_number    = 100
  egress         = true
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.150.0.0/16"
  from_port      = 1024
  to_port        = 65535
}
resource "aws_default_network_acl" "w" {
  default_network_acl_id = aws_vpc.w.default_network_acl_id
}
resource "aws_default_security_group" "w" {
  vpc_id = aws_vpc.w.id
  ingress {
    protocol  = -1
    self      = true
    from_port = 0
    to_port   = 0
  }
}
resource "aws_ec2_managed_prefix_list" "nets" {
  for_each       = { onprem = ["192.168.0.0/16", "172.16.0.0/12"], partner = ["203.0.113.0/24"] }
  name           = each.key
  address_family = "IPv4"
  max_entries    = 10
}
resource "aws_ec2_managed_prefix_list_entry" "nets" {
  for_each       = { "192.168.0.0/16" = "onprem", "172.16.0.0/12" = "onprem", "203.0.113.0/24" = "partner" }
  prefix_list_id = aws_ec2_managed_prefix_list.nets[each.value].id
  cidr           = each.key
}
resource "aws_ec2_transit_gateway" "t" {}
resource "aws_ec2_transit_gateway_vpc_attachment" "t" {
  for_each           = { v = aws_vpc.v.id }
  transit_gateway_id = aws_ec2_transit_gateway.t.id
  vpc_id             = each.value
  subnet_ids         = [aws_subnet.s["back"].id]
}
resource "aws_ec2_transit_gateway_prefix_list_reference" "t" {
  prefix_list_id                 = aws_ec2_managed_prefix_list.nets["partner"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.t.propagation_default_route_table_id
  blackhole                      = true
}
resource "aws_route_table" "back" {
  vpc_id = aws_vpc.v.id
  route {
    destination_prefix_list_id = aws_ec2_managed_prefix_list.nets["onprem"].id
    transit_gateway_id         = aws_ec2_transit_gateway.t.id
  }
}
resource "aws_route" "partner" {
  route_table_id             = aws_route_table.front.id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.nets["partner"].id
  transit_gateway_id         = aws_ec2_transit_gateway.t.id
}
resource "aws_route_table" "front" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "r" {
  for_each       = { front = aws_route_table.front.id, back = aws_route_table.back.id, db = aws_route_table.back.id }
  subnet_id      = aws_subnet.s[each.key].id
  route_table_id = each.value
}
