variable "cidr" {}
variable "public" { type = bool }
locals { zones = ["us-east-1a", "us-east-1b"] }
resource "aws_vpc" "this" {
  count      = 1
  cidr_block = var.cidr
}
resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  availability_zone = local.zones[count.index]
}
resource "aws_subnet" "public" {
  count             = var.public ? 2 : 0
  vpc_id            = one(aws_vpc.this[*].id)
  cidr_block        = cidrsubnet(var.cidr, 8, 100 + count.index)
  availability_zone = local.zones[count.index]
}
resource "aws_route_table" "private" {
  count  = 2
  vpc_id = element(concat(aws_vpc.this[*].id, [""]), 0)
}
resource "aws_route_table" "public" {
  count  = var.public ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}
resource "aws_internet_gateway" "this" {
  count  = var.public ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}
resource "aws_route" "public" {
  count                  = var.public ? 1 : 0
  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}
resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = element(aws_subnet.private[*].id, count.index)
  route_table_id = element(aws_route_table.private[*].id, count.index)
}
resource "aws_route_table_association" "public" {
  count          = var.public ? 2 : 0
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}
output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "cidr" { value = var.cidr }
output "private_subnets" { value = aws_subnet.private[*].id }
output "private_tables" { value = aws_route_table.private[*].id }
output "private_tables_by_zone" { value = { for i, t in aws_route_table.private : local.zones[i] => t.id } }
output "public_tables" { value = aws_route_table.public[*].id }
