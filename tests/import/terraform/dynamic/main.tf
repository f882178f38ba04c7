# What `dynamic` makes stands in a plan, and what it refers to does not.
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

resource "aws_ec2_transit_gateway" "hub" {}

module "net" {
  source = "./net"
  hub    = aws_ec2_transit_gateway.hub.id
  listeners = {
    web = { port = 80, to = "blue" }
    api = { port = 8080, to = "green", also = "blue" }
  }
  rules = {
    "web/beta"  = { to = "green" }
    "api/alpha" = { to = "blue" }
  }
}

module "function" {
  source  = "./function"
  subnets = module.net.subnets
  groups  = [module.net.group]
}
