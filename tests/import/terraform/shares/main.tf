# What is shared by AWS RAM, and with whom.
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

resource "aws_vpc" "this" {
  cidr_block = "10.80.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id            = aws_vpc.this.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.80.0.0/24"
}

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_vpclattice_service_network" "mesh" {
  name = "mesh"
}

resource "aws_ec2_managed_prefix_list" "corp" {
  name           = "corp"
  address_family = "IPv4"
  max_entries    = 2
  entry {
    cidr = "10.0.0.0/8"
  }
}

resource "aws_vpc_ipam" "pool" {
  operating_regions {
    region_name = "eu-west-1"
  }
}

resource "aws_ram_resource_share" "this" {
  name = "network"
}

resource "aws_ram_principal_association" "account" {
  resource_share_arn = aws_ram_resource_share.this.arn
  principal          = "444455556666"
}

resource "aws_ram_principal_association" "unit" {
  resource_share_arn = aws_ram_resource_share.this.arn
  principal          = "arn:aws:organizations::111122223333:ou/o-example/ou-example"
}

resource "aws_ram_resource_association" "this" {
  for_each = {
    hub    = aws_ec2_transit_gateway.hub.arn
    subnet = aws_subnet.this.arn
    mesh   = aws_vpclattice_service_network.mesh.arn
    corp   = aws_ec2_managed_prefix_list.corp.arn
    pool   = aws_vpc_ipam.pool.arn
  }
  resource_share_arn = aws_ram_resource_share.this.arn
  resource_arn       = each.value
}
