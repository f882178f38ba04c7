locals { regions = { one = "us-east-1", two = "eu-west-1" } }
provider "aws" { region = "us-east-1" }
provider "aws" {
  alias  = "two"
  region = "eu-west-1"
}
resource "aws_vpc" "one" { cidr_block = "10.110.0.0/16" }
resource "aws_vpc" "two" {
  provider   = aws.two
  cidr_block = "10.111.0.0/16"
}
resource "aws_subnet" "one" {
  vpc_id     = aws_vpc.one.id
  cidr_block = "10.110.1.0/24"
}
resource "aws_subnet" "two" {
  provider   = aws.two
  vpc_id     = aws_vpc.two.id
  cidr_block = "10.111.1.0/24"
}
resource "aws_ec2_transit_gateway" "one" {
  amazon_side_asn                 = 64512
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}
resource "aws_ec2_transit_gateway" "two" {
  provider        = aws.two
  amazon_side_asn = 64513
}
resource "aws_ec2_transit_gateway_vpc_attachment" "one" {
  transit_gateway_id                              = aws_ec2_transit_gateway.one.id
  vpc_id                                          = aws_vpc.one.id
  subnet_ids                                      = [aws_subnet.one.id]
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
}
resource "aws_ec2_transit_gateway_vpc_attachment" "two" {
  provider           = aws.two
  transit_gateway_id = aws_ec2_transit_gateway.two.id
  vpc_id             = aws_vpc.two.id
  subnet_ids         = [aws_subnet.two.id]
}
resource "aws_ec2_transit_gateway_peering_attachment" "x" {
  transit_gateway_id      = aws_ec2_transit_gateway.one.id
  peer_transit_gateway_id = aws_ec2_transit_gateway.two.id
  peer_region             = local.regions.two
}
resource "aws_ec2_transit_gateway_peering_attachment_accepter" "x" {
  provider                      = aws.two
  transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.x.id
}
resource "aws_ec2_transit_gateway_route_table" "main" { transit_gateway_id = aws_ec2_transit_gateway.one.id }
resource "aws_ec2_transit_gateway_route_table_association" "one" {
  for_each = {
    vpc  = aws_ec2_transit_gateway_vpc_attachment.one.id
    peer = aws_ec2_transit_gateway_peering_attachment.x.id
  }
  transit_gateway_attachment_id  = each.value
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main.id
}
resource "aws_ec2_transit_gateway_route_table_propagation" "one" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.one.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main.id
}
resource "aws_ec2_transit_gateway_route" "to_two" {
  destination_cidr_block         = "10.111.0.0/16"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment.x.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main.id
  depends_on                     = [aws_ec2_transit_gateway_peering_attachment_accepter.x]
}
resource "aws_ec2_transit_gateway_route" "to_one" {
  provider                       = aws.two
  destination_cidr_block         = "10.110.0.0/16"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.x.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.two.association_default_route_table_id
}
resource "aws_ec2_transit_gateway_route" "drop" {
  for_each                       = toset(["192.168.0.0/16", "172.16.0.0/12"])
  destination_cidr_block         = each.value
  blackhole                      = true
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main.id
}
resource "aws_route" "one" {
  route_table_id         = aws_vpc.one.main_route_table_id
  destination_cidr_block = "10.111.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway_vpc_attachment.one.transit_gateway_id
}
resource "aws_route" "two" {
  provider               = aws.two
  route_table_id         = aws_vpc.two.main_route_table_id
  destination_cidr_block = "10.110.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.two.id
}
