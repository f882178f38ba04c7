# hybrid: VPN on a virtual private gateway and on a hub, routes that are learnt
provider "aws" { region = "us-east-1" }
resource "aws_vpc" "v" { cidr_block = "10.3.0.0/16" }
resource "aws_vpc" "w" { cidr_block = "10.4.0.0/16" }
resource "aws_subnet" "v" {
  count      = 2
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.3.${count.index}.0/24"
}
resource "aws_subnet" "w" {
  vpc_id     = aws_vpc.w.id
  cidr_block = "10.4.0.0/24"
}
resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "198.51.100.10"
  type       = "ipsec.1"
}
resource "aws_vpn_gateway" "v" {}
resource "aws_vpn_gateway_attachment" "v" {
  vpc_id         = aws_vpc.v.id
  vpn_gateway_id = aws_vpn_gateway.v.id
}
resource "aws_vpn_connection" "v" {
  customer_gateway_id = aws_customer_gateway.office.id
  vpn_gateway_id      = aws_vpn_gateway_attachment.v.vpn_gateway_id
  type                = "ipsec.1"
  static_routes_only  = true
}
resource "aws_vpn_connection_route" "v" {
  for_each               = toset(["192.168.10.0/24", "192.168.11.0/24"])
  vpn_connection_id      = aws_vpn_connection.v.id
  destination_cidr_block = each.key
}
resource "aws_route_table" "v" {
  vpc_id           = aws_vpc.v.id
  propagating_vgws = [aws_vpn_gateway.v.id]
}
resource "aws_route_table_association" "v" {
  count          = length(aws_subnet.v)
  subnet_id      = aws_subnet.v[count.index].id
  route_table_id = aws_route_table.v.id
}
resource "aws_ec2_transit_gateway" "t" { default_route_table_propagation = "disable" }
resource "aws_vpn_connection" "t" {
  customer_gateway_id = aws_customer_gateway.office.id
  transit_gateway_id  = aws_ec2_transit_gateway.t.id
  type                = "ipsec.1"
}
resource "aws_ec2_transit_gateway_vpc_attachment" "w" {
  transit_gateway_id = aws_ec2_transit_gateway.t.id
  vpc_id             = aws_vpc.w.id
  subnet_ids         = aws_subnet.w.*.id
}
resource "aws_ec2_transit_gateway_route" "office" {
  transit_gateway_route_table_id = aws_ec2_transit_gateway.t.association_default_route_table_id
  transit_gateway_attachment_id  = aws_vpn_connection.t.transit_gateway_attachment_id
  destination_cidr_block         = "192.168.0.0/16"
}
resource "aws_route" "w" {
  route_table_id         = aws_vpc.w.default_route_table_id
  destination_cidr_block = "192.168.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway_vpc_attachment.w.transit_gateway_id
}
