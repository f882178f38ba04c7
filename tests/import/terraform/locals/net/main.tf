variable "vpc" {}
variable "gateway" {}
variable "start" {}

locals {
  vpc               = var.vpc
  zones             = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  public_table_ids  = aws_route_table.public[*].id
  private_table_ids = aws_route_table.private[*].id
  nats              = { for key, one in aws_nat_gateway.this : key => one.id }
}

resource "aws_subnet" "public" {
  count             = 3
  vpc_id            = local.vpc
  availability_zone = local.zones[count.index]
  cidr_block        = "${var.start}.${count.index}.0/24"
}

resource "aws_subnet" "private" {
  count             = 3
  vpc_id            = local.vpc
  availability_zone = local.zones[count.index]
  cidr_block        = "${var.start}.1${count.index}.0/24"
}

resource "aws_eip" "this" {
  for_each = toset(local.zones)
}

resource "aws_nat_gateway" "this" {
  for_each      = { "eu-west-1a" = 0, "eu-west-1b" = 1, "eu-west-1c" = 2 }
  allocation_id = aws_eip.this[each.key].id
  subnet_id     = aws_subnet.public[each.value].id
}

resource "aws_route_table" "public" {
  count  = 1
  vpc_id = local.vpc
}

resource "aws_route_table" "private" {
  count  = 2
  vpc_id = local.vpc
}

resource "aws_route" "public" {
  count                  = 1
  route_table_id         = local.public_table_ids[count.index]
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = var.gateway
}

resource "aws_route_table_association" "public" {
  count          = 3
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = element(local.public_table_ids, count.index)
}

resource "aws_route_table_association" "private" {
  count          = 3
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(local.private_table_ids, count.index)
}

resource "aws_route_table" "zone" {
  for_each = toset(local.zones)
  vpc_id   = local.vpc
}

resource "aws_route" "zone" {
  for_each               = toset(["app/eu-west-1a", "app/eu-west-1b", "app/eu-west-1c"])
  route_table_id         = aws_route_table.zone[split("/", each.key)[1]].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nats[split("/", each.key)[1]]
}

module "groups" {
  source = "./groups"
  vpc    = local.vpc
}

output "public" {
  value = aws_subnet.public[*].id
}

output "private" {
  value = aws_subnet.private[*].id
}
