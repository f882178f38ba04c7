provider "aws" { region = "us-west-2" }
module "platform" {
  source = "./platform"
  nets = {
    shop = "10.30.0.0/16"
    pay  = "10.31.0.0/16"
  }
}
resource "aws_ec2_transit_gateway" "hub" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}
resource "aws_ec2_transit_gateway_vpc_attachment" "net" {
  for_each           = module.platform.networks
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = each.value.vpc_id
  subnet_ids         = each.value.private
}
resource "aws_ec2_transit_gateway_route_table" "net" {
  for_each           = toset(["shop", "pay"])
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}
resource "aws_ec2_transit_gateway_route_table_association" "net" {
  for_each                       = aws_ec2_transit_gateway_route_table.net
  transit_gateway_route_table_id = each.value.id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.net[each.key].id
}
resource "aws_ec2_transit_gateway_route_table_propagation" "net" {
  for_each                       = { shop = "pay", pay = "shop" }
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.net[each.key].id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.net[each.value].id
}
resource "aws_route" "shop" {
  count                  = 2
  route_table_id         = module.platform.networks["shop"].tables[count.index]
  destination_cidr_block = "10.31.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.net]
}
resource "aws_route" "pay" {
  count                  = 2
  route_table_id         = element(module.platform.networks["pay"].tables, count.index)
  destination_cidr_block = "10.30.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
}
