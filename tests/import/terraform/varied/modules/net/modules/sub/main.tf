variable "vpc_id" {}
variable "az" {}
variable "cidr" {}
resource "aws_subnet" "s" {
  vpc_id            = var.vpc_id
  availability_zone = var.az
  cidr_block        = var.cidr
}
resource "aws_route_table" "r" { vpc_id = var.vpc_id }
resource "aws_route_table_association" "r" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.r.id
}
output "id" { value = aws_subnet.s.id }
output "rt" { value = aws_route_table.r.id }
