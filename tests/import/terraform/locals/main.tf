# Locals are not in a plan: what they are named after, and what their module has and is given, tells what they are.
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
  for_each   = { one = "10.70.0.0/16", two = "10.71.0.0/16" }
  cidr_block = each.value
}

resource "aws_internet_gateway" "this" {
  for_each = aws_vpc.this
  vpc_id   = each.value.id
}

module "net" {
  source   = "./net"
  for_each = { one = "10.70", two = "10.71" }
  vpc      = aws_vpc.this[each.key].id
  gateway  = aws_internet_gateway.this[each.key].id
  start    = each.value
}

module "hub" {
  source = "./hub"
  spokes = {
    for key, net in module.net : key => {
      vpc     = aws_vpc.this[key].id
      subnets = net.private
    }
  }
}

# The same for every instance, and which one a plan does not tell.
resource "aws_instance" "jump" {
  count         = 2
  ami           = "ami-12345678"
  instance_type = "t3.nano"
  subnet_id     = element(module.net["one"].public, 0)
}
