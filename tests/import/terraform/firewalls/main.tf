# A VPC with AWS Network Firewall in two zones before its internet gateway, an egress VPC with one firewall that its
# routes find by tags, and an inspection VPC whose transit gateway attachment leads to a Gateway Load Balancer endpoint.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

locals {
  zones = ["us-east-1a", "us-east-1b"]
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_subnet" "front" {
  count             = 2
  vpc_id            = aws_vpc.shop.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = local.zones[count.index]
}

resource "aws_subnet" "wall" {
  count             = 2
  vpc_id            = aws_vpc.shop.id
  cidr_block        = cidrsubnet("10.0.8.0/24", 4, count.index)
  availability_zone = local.zones[count.index]
}

resource "aws_networkfirewall_firewall_policy" "all" {
  name = "all"
  firewall_policy {
    stateless_default_actions          = ["aws:forward_to_sfe"]
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
  }
}

resource "aws_networkfirewall_firewall" "shop" {
  name                = "shop"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.all.arn
  vpc_id              = aws_vpc.shop.id
  subnet_mapping {
    subnet_id = aws_subnet.wall[0].id
  }
  subnet_mapping {
    subnet_id = aws_subnet.wall[1].id
  }
}

# By the zone of the table.
resource "aws_route_table" "front" {
  count  = 2
  vpc_id = aws_vpc.shop.id
}

resource "aws_route" "front" {
  count                  = 2
  route_table_id         = aws_route_table.front[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id = {
    for state in aws_networkfirewall_firewall.shop.firewall_status[0].sync_states :
    state.availability_zone => state.attachment[0].endpoint_id
  }[local.zones[count.index]]
}

resource "aws_route_table_association" "front" {
  count          = 2
  subnet_id      = aws_subnet.front[count.index].id
  route_table_id = aws_route_table.front[count.index].id
}

resource "aws_route_table" "wall" {
  vpc_id = aws_vpc.shop.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.shop.id
  }
}

resource "aws_route_table_association" "wall" {
  count          = 2
  subnet_id      = aws_subnet.wall[count.index].id
  route_table_id = aws_route_table.wall.id
}

# What comes in by the internet gateway: by the subnet that each endpoint stands in.
resource "aws_route_table" "edge" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_route" "edge" {
  count                  = 2
  route_table_id         = aws_route_table.edge.id
  destination_cidr_block = aws_subnet.front[count.index].cidr_block
  vpc_endpoint_id = one([
    for state in aws_networkfirewall_firewall.shop.firewall_status[0].sync_states :
    state.attachment[0].endpoint_id if state.attachment[0].subnet_id == aws_subnet.wall[count.index].id
  ])
}

resource "aws_route_table_association" "edge" {
  gateway_id     = aws_internet_gateway.shop.id
  route_table_id = aws_route_table.edge.id
}

# One firewall, whose endpoint is looked up by the tags that AWS gives it.
resource "aws_vpc" "egress" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "egress" {
  for_each          = { app = "10.1.0.0/24", wall = "10.1.1.0/28" }
  vpc_id            = aws_vpc.egress.id
  cidr_block        = each.value
  availability_zone = "us-east-1a"
}

resource "aws_networkfirewall_firewall" "egress" {
  name                = "egress"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.all.arn
  vpc_id              = aws_vpc.egress.id
  subnet_mapping {
    subnet_id = aws_subnet.egress["wall"].id
  }
}

data "aws_vpc_endpoint" "egress" {
  vpc_id = aws_vpc.egress.id
  tags = {
    AWSNetworkFirewallManaged = "true"
    Firewall                  = aws_networkfirewall_firewall.egress.arn
  }
}

resource "aws_route_table" "egress" {
  vpc_id = aws_vpc.egress.id
  route {
    cidr_block      = "0.0.0.0/0"
    vpc_endpoint_id = data.aws_vpc_endpoint.egress.id
  }
}

resource "aws_route_table_association" "egress" {
  subnet_id      = aws_subnet.egress["app"].id
  route_table_id = aws_route_table.egress.id
}

# Appliances behind a Gateway Load Balancer of another account.
resource "aws_vpc" "inspection" {
  cidr_block = "100.64.0.0/24"
}

resource "aws_subnet" "inspection" {
  for_each          = { door = "100.64.0.0/28", wall = "100.64.0.16/28" }
  vpc_id            = aws_vpc.inspection.id
  cidr_block        = each.value
  availability_zone = "us-east-1a"
}

resource "aws_vpc_endpoint" "inspection" {
  vpc_id            = aws_vpc.inspection.id
  vpc_endpoint_type = "GatewayLoadBalancer"
  service_name      = "com.amazonaws.vpce.us-east-1.vpce-svc-0aaaaaaaaaaaaaaaa"
  subnet_ids        = [aws_subnet.inspection["wall"].id]
}

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
  vpc_id                 = aws_vpc.inspection.id
  subnet_ids             = [aws_subnet.inspection["door"].id]
  appliance_mode_support = "enable"
}

resource "aws_route_table" "door" {
  vpc_id = aws_vpc.inspection.id
}

resource "aws_route" "door" {
  route_table_id         = aws_route_table.door.id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = aws_vpc_endpoint.inspection.id
}

resource "aws_route_table_association" "door" {
  subnet_id      = aws_subnet.inspection["door"].id
  route_table_id = aws_route_table.door.id
}

# What a plan does not tell: where the endpoints of a dynamic block stand.
resource "aws_vpc" "late" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "late" {
  count      = 2
  vpc_id     = aws_vpc.late.id
  cidr_block = cidrsubnet("10.2.0.0/16", 8, count.index)
}

resource "aws_networkfirewall_firewall" "late" {
  name                = "late"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.all.arn
  vpc_id              = aws_vpc.late.id
  dynamic "subnet_mapping" {
    for_each = aws_subnet.late
    content {
      subnet_id = subnet_mapping.value.id
    }
  }
}

resource "aws_route_table" "late" {
  vpc_id = aws_vpc.late.id
}

resource "aws_route" "late" {
  route_table_id         = aws_route_table.late.id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = tolist(aws_networkfirewall_firewall.late.firewall_status[0].sync_states)[0].attachment[0].endpoint_id
}
