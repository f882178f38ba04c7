# Planned in parts: by `-target` first, then whole, then `-destroy`.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  nets = { left = "10.90.0.0/16", right = "10.91.0.0/16" }
}

module "net" {
  source   = "./net"
  for_each = local.nets
  block    = each.value
}

resource "aws_vpc_peering_connection" "this" {
  vpc_id      = module.net["left"].vpc
  peer_vpc_id = module.net["right"].vpc
  auto_accept = true
}

resource "aws_route" "left" {
  route_table_id            = module.net["left"].table
  destination_cidr_block    = local.nets.right
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
}

resource "aws_route" "right" {
  route_table_id            = module.net["right"].table
  destination_cidr_block    = local.nets.left
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
}
