variable "vpc_id" {}
variable "cidr" {}
variable "az" {}
resource "aws_subnet" "s" {
  vpc_id            = var.vpc_id
  cidr_block        = var.cidr
  availability_zone = var.az
}
resource "aws_route_table" "t" { vpc_id = var.vpc_id }
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}
output "subnet" { value = aws_subnet.s.id }
output "table" { value = aws_route_table.t.id }
