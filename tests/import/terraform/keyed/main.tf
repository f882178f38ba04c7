# What is told by keys and indexes alone: routes by `count` over an output, instances in `module.x.list[0]`, products of two
# lists, dynamic blocks, two endpoints to one service, and an endpoint that takes its type from its service.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "mock"
  secret_key                  = "mock"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

locals {
  nets     = { shop = "10.1.0.0/16", "data.prod" = "10.2.0.0/16" }
  services = ["ssm", "ssmmessages"]
}

variable "weights" { default = { blue = 90, green = 10 } }

module "net" {
  source   = "./net"
  for_each = local.nets
  name     = each.key
  cidr     = each.value
}

resource "aws_vpc_peering_connection" "p" {
  vpc_id      = module.net["shop"].vpc_id
  peer_vpc_id = module.net["data.prod"].vpc_id
  auto_accept = true
}

resource "aws_route" "there" {
  count                     = 2
  route_table_id            = module.net["shop"].tables[count.index]
  destination_cidr_block    = local.nets["data.prod"]
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}

# Nothing tells which of the two tables is meant.
resource "aws_route" "back" {
  for_each                  = { main = 1 }
  route_table_id            = module.net["data.prod"].tables[each.value]
  destination_cidr_block    = local.nets["shop"]
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}

resource "aws_instance" "app" {
  for_each      = toset(["web", "api"])
  ami           = "ami-1"
  instance_type = "t3.small"
  subnet_id     = module.net["shop"].private[0]
}

resource "aws_instance" "backend" {
  count         = 2
  ami           = "ami-1"
  instance_type = "t3.small"
  subnet_id     = module.net["data.prod"].private[count.index]
}

resource "aws_lb" "nlb" {
  name               = "nlb"
  internal           = true
  load_balancer_type = "network"
  dynamic "subnet_mapping" {
    for_each = module.net["data.prod"].private
    content { subnet_id = subnet_mapping.value }
  }
}

resource "aws_lb_target_group" "nlb" {
  name     = "nlb"
  port     = 443
  protocol = "TCP"
  vpc_id   = module.net["data.prod"].vpc_id
}

resource "aws_lb_listener" "nlb" {
  load_balancer_arn = aws_lb.nlb.arn
  port              = 443
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.nlb.arn
  }
}

resource "aws_lb_target_group_attachment" "backend" {
  count            = 2
  target_group_arn = aws_lb_target_group.nlb.arn
  target_id        = aws_instance.backend[count.index].id
}

resource "aws_vpc_endpoint_service" "svc" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.nlb.arn]
}

resource "aws_vpc_endpoint" "first" {
  vpc_id            = module.net["shop"].vpc_id
  vpc_endpoint_type = "Interface"
  service_name      = aws_vpc_endpoint_service.svc.service_name
  subnet_ids        = [module.net["shop"].private[0]]
}

resource "aws_vpc_endpoint" "second" {
  vpc_id            = module.net["shop"].vpc_id
  vpc_endpoint_type = "Interface"
  service_name      = aws_vpc_endpoint_service.svc.service_name
  subnet_ids        = [module.net["shop"].private[1]]
}

resource "aws_vpc_endpoint" "aws" {
  for_each          = toset(local.services)
  vpc_id            = module.net["shop"].vpc_id
  service_name      = "com.amazonaws.eu-west-1.${each.value}"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint_subnet_association" "aws" {
  for_each        = { for pair in setproduct(local.services, [0, 1]) : "${pair[0]}-${pair[1]}" => pair }
  vpc_endpoint_id = aws_vpc_endpoint.aws[each.value[0]].id
  subnet_id       = module.net["shop"].private[each.value[1]]
}

resource "aws_lb" "gwlb" {
  name               = "gwlb"
  load_balancer_type = "gateway"
  subnets            = [module.net["data.prod"].private[0]]
}

resource "aws_vpc_endpoint_service" "inspection" {
  acceptance_required        = false
  gateway_load_balancer_arns = [aws_lb.gwlb.arn]
}

resource "aws_vpc_endpoint" "inspection" {
  vpc_id            = module.net["shop"].vpc_id
  vpc_endpoint_type = aws_vpc_endpoint_service.inspection.service_type
  service_name      = aws_vpc_endpoint_service.inspection.service_name
  subnet_ids        = [module.net["shop"].private[0]]
}

resource "aws_vpclattice_service_network" "net" { name = "net" }
resource "aws_vpclattice_service" "svc" { name = "svc" }

resource "aws_vpclattice_service_network_service_association" "svc" {
  service_identifier         = aws_vpclattice_service.svc.id
  service_network_identifier = aws_vpclattice_service_network.net.id
}

resource "aws_vpclattice_target_group" "weighted" {
  for_each = var.weights
  name     = each.key
  type     = "IP"
  config {
    port           = 443
    protocol       = "HTTPS"
    vpc_identifier = module.net["data.prod"].vpc_id
  }
}

resource "aws_vpclattice_listener" "https" {
  name               = "https"
  protocol           = "HTTPS"
  service_identifier = aws_vpclattice_service.svc.id
  default_action {
    forward {
      dynamic "target_groups" {
        for_each = var.weights
        content {
          target_group_identifier = aws_vpclattice_target_group.weighted[target_groups.key].id
          weight                  = target_groups.value
        }
      }
    }
  }
}
