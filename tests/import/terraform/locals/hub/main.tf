variable "spokes" {}

locals {
  spokes = values(var.spokes)
  hub_id = aws_ec2_transit_gateway.this.id
}

resource "aws_ec2_transit_gateway" "this" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each           = var.spokes
  transit_gateway_id = local.hub_id
  vpc_id             = each.value.vpc
  subnet_ids         = each.value.subnets
}

locals {
  attachments = values(aws_ec2_transit_gateway_vpc_attachment.this)
}

resource "aws_ec2_transit_gateway_route_table" "this" {
  transit_gateway_id = local.hub_id
}

resource "aws_ec2_transit_gateway_route_table_association" "this" {
  count                          = length(local.spokes)
  transit_gateway_attachment_id  = local.attachments[count.index].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this.id
}
