# Two VPCs peered, one of them on a transit gateway: planned, and applied to a mock, so that plan and state can be compared.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {}

data "aws_caller_identity" "current" {}
data "aws_availability_zones" "all" {
  state = "available"
}

resource "aws_vpc" "app" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "app" }
}

resource "aws_vpc" "store" {
  cidr_block = "10.1.0.0/16"
  tags       = { Name = "store" }
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.app.id
  cidr_block        = cidrsubnet(aws_vpc.app.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.all.names[count.index]
}

resource "aws_subnet" "store" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.store.id
  cidr_block        = cidrsubnet("10.1.0.0/16", 8, each.value)
  availability_zone = data.aws_availability_zones.all.names[each.value]
}

resource "aws_vpc_peering_connection" "both" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.store.id
  auto_accept = true
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id
  route {
    cidr_block                = aws_vpc.store.cidr_block
    vpc_peering_connection_id = aws_vpc_peering_connection.both.id
  }
}

resource "aws_route_table" "store" {
  vpc_id = aws_vpc.store.id
}

resource "aws_route" "store" {
  route_table_id            = aws_route_table.store.id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.both.id
}

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.app.id
}

resource "aws_route_table_association" "store" {
  for_each       = aws_subnet.store
  subnet_id      = each.value.id
  route_table_id = aws_route_table.store.id
}

resource "aws_ec2_transit_gateway" "hub" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "app" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.app.id
  subnet_ids         = aws_subnet.app[*].id
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.app.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "web" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.app[0].id
  private_ip             = "10.0.0.10"
  vpc_security_group_ids = [aws_security_group.web.id]
}
