# Subnets that are looked up as a list only: their VPC is known, and they are not.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_vpc" "this" {
  default = true
}

data "aws_subnets" "this" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }
}

resource "aws_security_group" "this" {
  vpc_id = data.aws_vpc.this.id
}

resource "aws_instance" "this" {
  ami                    = "ami-12345678"
  instance_type          = "t3.nano"
  subnet_id              = sort(data.aws_subnets.this.ids)[0]
  vpc_security_group_ids = [aws_security_group.this.id]
}

resource "aws_db_subnet_group" "this" {
  subnet_ids = data.aws_subnets.this.ids
}

resource "aws_db_instance" "this" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "admin"
  manage_master_user_password = true
  port                        = 5432
  db_subnet_group_name        = aws_db_subnet_group.this.name
}
