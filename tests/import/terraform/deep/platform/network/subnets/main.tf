variable "vpc_id" {}
variable "cidrs" { type = list(string) }
variable "zones" { type = list(string) }
resource "aws_subnet" "s" {
  count             = length(var.cidrs)
  vpc_id            = var.vpc_id
  cidr_block        = var.cidrs[count.index]
  availability_zone = var.zones[count.index]
}
resource "aws_route_table" "t" {
  count  = length(var.cidrs)
  vpc_id = var.vpc_id
}
resource "aws_route_table_association" "a" {
  count          = length(aws_subnet.s)
  subnet_id      = aws_subnet.s[count.index].id
  route_table_id = element(aws_route_table.t[*].id, count.index)
}
output "ids" { value = aws_subnet.s[*].id }
output "tables" { value = aws_route_table.t[*].id }
