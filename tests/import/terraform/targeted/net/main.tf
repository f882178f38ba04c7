variable "block" {}

resource "aws_vpc" "this" {
  cidr_block = var.block
}

resource "aws_subnet" "this" {
  vpc_id            = aws_vpc.this.id
  availability_zone = "eu-west-1a"
  cidr_block        = cidrsubnet(var.block, 8, 0)
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table_association" "this" {
  subnet_id      = aws_subnet.this.id
  route_table_id = aws_route_table.this.id
}

output "vpc" {
  value = aws_vpc.this.id
}

output "table" {
  value = aws_route_table.this.id
}
