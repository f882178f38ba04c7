variable "name" {}
locals {
  azs      = ["us-west-1a", "us-west-1c"]
  vpc_id   = try(aws_vpc.this[0].id, "")
  max_subs = max(length(local.azs), 2)
}
resource "aws_vpc" "this" {
  count      = 1
  cidr_block = "10.140.0.0/16"
  tags       = { Name = var.name }
}
resource "aws_subnet" "private" {
  count             = local.max_subs
  vpc_id            = local.vpc_id
  cidr_block        = cidrsubnet("10.140.0.0/16", 4, count.index)
  availability_zone = element(local.azs, count.index)
}
resource "aws_subnet" "public" {
  count             = local.max_subs
  vpc_id            = local.vpc_id
  cidr_block        = cidrsubnet("10.140.0.0/16", 8, 200 + count.index)
  availability_zone = element(local.azs, count.index)
}
resource "aws_internet_gateway" "this" {
  count  = 1
  vpc_id = local.vpc_id
}
resource "aws_default_route_table" "public" {
  count                  = 1
  default_route_table_id = aws_vpc.this[0].default_route_table_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this[0].id
  }
}
resource "aws_default_security_group" "none" {
  count  = 1
  vpc_id = aws_vpc.this[0].id
}
output "vpc_id" { value = local.vpc_id }
output "private_subnets" { value = aws_subnet.private[*].id }
output "public_subnets" { value = aws_subnet.public[*].id }
