provider "aws" {
  region = "eu-west-1"
}
module "a" {
  source = "./net"
  cidr   = "10.1.0.0/16"
}
module "b" {
  source = "./net"
  cidr   = "10.2.0.0/16"
}
module "m" {
  source   = "./net"
  for_each = { x = "10.3.0.0/16", y = "10.4.0.0/16" }
  cidr     = each.value
}
resource "aws_vpc" "own" { cidr_block = "10.5.0.0/16" }
resource "aws_vpc" "bare" { cidr_block = "10.6.0.0/16" }
resource "aws_vpc" "adopt" { cidr_block = "10.7.0.0/16" }
resource "aws_subnet" "own" {
  vpc_id     = aws_vpc.own.id
  cidr_block = "10.5.0.0/24"
}
resource "aws_subnet" "bare" {
  count      = 2
  vpc_id     = aws_vpc.bare.id
  cidr_block = "10.6.${count.index}.0/24"
}
resource "aws_subnet" "adopt" {
  vpc_id     = aws_vpc.adopt.id
  cidr_block = "10.7.0.0/24"
}
resource "aws_vpc_peering_connection" "ab" {
  vpc_id      = module.a.vpc_id
  peer_vpc_id = module.b.vpc_id
  auto_accept = true
}
# routes on main tables by module outputs
resource "aws_route" "a" {
  route_table_id            = module.a.main_rt
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.ab.id
}
resource "aws_route" "b" {
  route_table_id            = module.b.default_rt
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.ab.id
}
# a for_each module
resource "aws_internet_gateway" "x" {
  for_each = module.m
  vpc_id   = each.value.vpc_id
}
resource "aws_route" "m" {
  for_each               = module.m
  route_table_id         = each.value.main_rt
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.x[each.key].id
}
# own main table
resource "aws_route_table" "own" {
  vpc_id = aws_vpc.own.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.own.id
  }
}
resource "aws_internet_gateway" "own" { vpc_id = aws_vpc.own.id }
resource "aws_main_route_table_association" "own" {
  vpc_id         = aws_vpc.own.id
  route_table_id = aws_route_table.own.id
}
resource "aws_route" "own_default" {
  route_table_id              = aws_vpc.own.default_route_table_id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.own.id
}
resource "aws_egress_only_internet_gateway" "own" { vpc_id = aws_vpc.own.id }
# association with the main table said aloud
resource "aws_route_table_association" "bare" {
  count          = 2
  subnet_id      = aws_subnet.bare[count.index].id
  route_table_id = aws_vpc.bare.main_route_table_id
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.bare.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_vpc.bare.main_route_table_id]
}
resource "aws_vpc_endpoint" "ddb" {
  vpc_id          = module.a.vpc_id
  service_name    = "com.amazonaws.eu-west-1.dynamodb"
  route_table_ids = [module.a.default_rt]
}
resource "aws_vpn_gateway" "bare" { vpc_id = aws_vpc.bare.id }
resource "aws_vpn_gateway_route_propagation" "bare" {
  vpn_gateway_id = aws_vpn_gateway.bare.id
  route_table_id = aws_vpc.bare.default_route_table_id
}
# adopted table and a route of its own on it by the VPC's attribute
resource "aws_default_route_table" "adopt" {
  default_route_table_id = aws_vpc.adopt.default_route_table_id
}
resource "aws_internet_gateway" "adopt" { vpc_id = aws_vpc.adopt.id }
resource "aws_route" "adopt" {
  route_table_id         = aws_vpc.adopt.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.adopt.id
}
# ACLs
resource "aws_default_network_acl" "a" {
  default_network_acl_id = module.a.acl
  subnet_ids             = module.a.subnets
  ingress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "10.0.0.0/8"
    from_port  = 443
    to_port    = 443
  }
  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}
resource "aws_network_acl_rule" "bare" {
  network_acl_id = aws_vpc.bare.default_network_acl_id
  rule_number    = 50
  egress         = false
  protocol       = "tcp"
  rule_action    = "deny"
  cidr_block     = "192.0.2.0/24"
  from_port      = 22
  to_port        = 22
}
# groups
resource "aws_security_group_rule" "b_default" {
  security_group_id = module.b.sg
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.1.0.0/16"]
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.bare.id
  ingress {
    protocol        = "tcp"
    from_port       = 80
    to_port         = 80
    security_groups = [aws_vpc.bare.default_security_group_id]
  }
}
resource "aws_vpc_security_group_egress_rule" "web" {
  security_group_id            = aws_security_group.web.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_vpc.bare.default_security_group_id
}
resource "aws_instance" "plain" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.bare[0].id
}
resource "aws_instance" "said" {
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = module.b.subnets[0]
  vpc_security_group_ids = [module.b.sg]
}
resource "aws_default_security_group" "m" {
  for_each = module.m
  vpc_id   = each.value.vpc_id
  ingress {
    protocol  = -1
    self      = true
    from_port = 0
    to_port   = 0
  }
}
resource "aws_instance" "m" {
  for_each               = module.m
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = each.value.subnets[1]
  vpc_security_group_ids = [each.value.sg]
}
# hub with its default tables named
resource "aws_ec2_transit_gateway" "hub" {}
resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = module.a.vpc_id
  subnet_ids         = module.a.subnets
}
resource "aws_ec2_transit_gateway_route" "hole" {
  transit_gateway_route_table_id = aws_ec2_transit_gateway.hub.association_default_route_table_id
  destination_cidr_block         = "10.99.0.0/16"
  blackhole                      = true
}
resource "aws_ec2_transit_gateway_route" "out" {
  transit_gateway_route_table_id = aws_ec2_transit_gateway.hub.propagation_default_route_table_id
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.a.id
}
