provider "aws" { region = "us-east-1" }
resource "aws_vpc" "main" {
  cidr_block = "10.10.0.0/16"
}
resource "aws_vpc" "peer" { cidr_block = "10.11.0.0/16" }


resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.10.2.0/24"
  availability_zone = "us-east-1a"
}
resource "aws_subnet" "peer" {
  vpc_id     = aws_vpc.peer.id
  cidr_block = "10.11.1.0/24"
}


resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "r" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route" "out" {
  route_table_id         = aws_route_table.r.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.i.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.r.id
}

resource "aws_security_group" "s" {
  name   = "after"
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.11.0.0/16"]
  }
  lifecycle { create_before_destroy = true }
}
resource "aws_security_group_rule" "e" {
  security_group_id = aws_security_group.s.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_instance" "w" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.s.id]
}

moved {
  from = aws_vpc.old
  to   = aws_vpc.main
}
removed {
  from = aws_vpc.kept
  lifecycle { destroy = false }
}
removed {
  from = aws_subnet.kept
  lifecycle { destroy = false }
}
import {
  to = aws_vpc.adopted
  id = "vpc-8d4dbcedbd0dff827"
}
resource "aws_vpc" "adopted" {
  cidr_block = "10.14.0.0/16"
}
resource "aws_subnet" "adopted" {
  vpc_id     = aws_vpc.adopted.id
  cidr_block = "10.14.1.0/24"
}
data "aws_subnets" "later" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.fresh.id]
  }
}
data "aws_vpc" "later" {
  id = aws_subnet.fresh.vpc_id
}
resource "aws_vpc" "fresh" { cidr_block = "10.15.0.0/16" }
resource "aws_subnet" "fresh" {
  vpc_id     = aws_vpc.fresh.id
  cidr_block = "10.15.1.0/24"
}
resource "aws_route_table" "fresh" {
  vpc_id = data.aws_vpc.later.id
}
resource "aws_lb" "n" {
  load_balancer_type = "network"
  internal           = true
  subnets            = data.aws_subnets.later.ids
}
