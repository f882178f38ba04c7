terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "cidr" {}
variable "name" {}
data "aws_region" "here" {}
resource "aws_vpc" "v" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
}
resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 4, count.index)
  availability_zone = "${data.aws_region.here.name}${["a", "b"][count.index]}"
}
resource "aws_route_table" "t" {
  count  = 2
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table_association" "t" {
  count          = 2
  subnet_id      = aws_subnet.s[count.index].id
  route_table_id = aws_route_table.t[count.index].id
}
output "vpc" { value = aws_vpc.v }
output "tables" { value = aws_route_table.t.*.id }
