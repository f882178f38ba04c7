provider "aws" { region = "eu-central-1" }

variable "networks" {
  type = map(object({
    cidr   = string
    public = bool
    tiers  = map(number)
  }))
  default = {
    edge = { cidr = "10.20.0.0/16", public = true, tiers = { web = 8, app = 8 } }
    core = { cidr = "10.21.0.0/16", public = false, tiers = { app = 8, data = 10 } }
  }
}

locals {
  zones = ["eu-central-1a", "eu-central-1b"]
  subnets = merge([
    for net, n in var.networks : {
      for pair in setproduct(sort(keys(n.tiers)), local.zones) :
      "${net}/${pair[0]}/${substr(pair[1], -1, 1)}" => {
        net  = net
        tier = pair[0]
        zone = pair[1]
        cidr = cidrsubnet(n.cidr, n.tiers[pair[0]], index(sort(keys(n.tiers)), pair[0]) * 10 + index(local.zones, pair[1]))
      }
    }
  ]...)
  public = { for k, n in var.networks : k => n if n.public }
}

resource "aws_vpc" "net" {
  for_each             = var.networks
  cidr_block           = each.value.cidr
  enable_dns_hostnames = true
  tags                 = { Name = each.key }
}

resource "aws_subnet" "net" {
  for_each                = local.subnets
  vpc_id                  = aws_vpc.net[each.value.net].id
  cidr_block              = each.value.cidr
  availability_zone       = each.value.zone
  map_public_ip_on_launch = each.value.tier == "web"
}

resource "aws_internet_gateway" "net" {
  for_each = local.public
  vpc_id   = aws_vpc.net[each.key].id
}

resource "aws_eip" "nat" {
  for_each = { for k, s in local.subnets : k => s if s.tier == "web" }
  domain   = "vpc"
}

resource "aws_nat_gateway" "nat" {
  for_each      = { for k, s in local.subnets : k => s if s.tier == "web" }
  subnet_id     = aws_subnet.net[each.key].id
  allocation_id = aws_eip.nat[each.key].id
}

resource "aws_route_table" "tier" {
  for_each = local.subnets
  vpc_id   = aws_vpc.net[each.value.net].id
}

resource "aws_route_table_association" "tier" {
  for_each       = local.subnets
  subnet_id      = aws_subnet.net[each.key].id
  route_table_id = aws_route_table.tier[each.key].id
}

resource "aws_route" "out" {
  for_each               = { for k, s in local.subnets : k => s if s.tier == "web" }
  route_table_id         = aws_route_table.tier[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.net[each.value.net].id
}

resource "aws_route" "nat" {
  for_each               = { for k, s in local.subnets : k => s if s.net == "edge" && s.tier == "app" }
  route_table_id         = aws_route_table.tier[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat[replace(each.key, "app", "web")].id
}

resource "aws_vpc_peering_connection" "pair" {
  vpc_id      = aws_vpc.net["edge"].id
  peer_vpc_id = aws_vpc.net["core"].id
  auto_accept = true
}

resource "aws_route" "pair" {
  for_each                  = { for k, s in local.subnets : k => s if s.tier == "app" }
  route_table_id            = aws_route_table.tier[each.key].id
  destination_cidr_block    = var.networks[each.value.net == "edge" ? "core" : "edge"].cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.pair.id
}
