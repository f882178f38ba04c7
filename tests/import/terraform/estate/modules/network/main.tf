# A VPC with subnets by zone. Ids go through a local, as many published modules do: the plan does not hold locals.
variable "name" { type = string }
variable "cidr" { type = string }
variable "zones" { type = list(string) }
variable "transit_gateway_id" { type = string }
variable "public" {
  type    = bool
  default = false
}

resource "aws_vpc" "this" {
  count                = 1
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

locals {
  vpc_id = try(aws_vpc.this[0].id, "")
}

resource "aws_subnet" "private" {
  for_each          = { for index, zone in var.zones : "app/${zone}" => index }
  vpc_id            = local.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 8, each.value)
  availability_zone = var.zones[each.value]
}

resource "aws_subnet" "public" {
  count                   = var.public ? length(var.zones) : 0
  vpc_id                  = local.vpc_id
  cidr_block              = cidrsubnet(var.cidr, 8, 100 + count.index)
  availability_zone       = var.zones[count.index]
  map_public_ip_on_launch = true
}

resource "aws_route_table" "private" {
  for_each = aws_subnet.private
  vpc_id   = local.vpc_id
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route" "hub" {
  for_each               = aws_route_table.private
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = var.transit_gateway_id
}

resource "aws_internet_gateway" "this" {
  count  = var.public ? 1 : 0
  vpc_id = local.vpc_id
}

resource "aws_eip" "nat" {
  count  = var.public ? 1 : 0
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count         = var.public ? 1 : 0
  subnet_id     = aws_subnet.public[0].id
  allocation_id = aws_eip.nat[0].id
}

resource "aws_route_table" "public" {
  count  = var.public ? 1 : 0
  vpc_id = local.vpc_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this[0].id
  }
}

resource "aws_route_table_association" "public" {
  count          = var.public ? length(var.zones) : 0
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route" "nat" {
  for_each               = var.public ? aws_route_table.private : {}
  route_table_id         = each.value.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[0].id
}

output "vpc_id" { value = local.vpc_id }
output "subnet_ids" { value = [for subnet in aws_subnet.private : subnet.id] }
output "route_table_ids" { value = [for table in aws_route_table.private : table.id] }
