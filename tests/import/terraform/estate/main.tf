# A hub with three spokes, of which two overlap; PrivateLink, VPC Lattice, peering, filters and workloads beside it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}

provider "aws" {
  alias                       = "tokyo"
  region                      = var.second_region
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}

variable "second_region" { default = "ap-northeast-1" }
variable "db_password" {
  default   = "correct-horse-battery-staple"
  sensitive = true
}

variable "secret_block" {
  default   = "192.168.77.0/24"
  sensitive = true
}

locals {
  networks = {
    "shop.prod" = { cidr = "10.1.0.0/16", public = true }
    data        = { cidr = "10.2.0.0/16", public = false }
    mart        = { cidr = "10.2.0.0/16", public = false }
  }
}

module "network" {
  source             = "./modules/network"
  for_each           = local.networks
  name               = each.key
  cidr               = each.value.cidr
  public             = each.value.public
  zones              = ["eu-west-1a", "eu-west-1b"]
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}

# --- the hub
resource "aws_ec2_transit_gateway" "hub" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "spoke" {
  for_each                                        = local.networks
  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = module.network[each.key].vpc_id
  subnet_ids                                      = module.network[each.key].subnet_ids
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
}

resource "aws_ec2_transit_gateway_route_table" "all" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}

resource "aws_ec2_transit_gateway_route_table_association" "spoke" {
  for_each                       = local.networks
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.spoke[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.all.id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "spoke" {
  for_each                       = local.networks
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.spoke[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.all.id
}

resource "aws_ec2_transit_gateway_route" "drop" {
  destination_cidr_block         = "10.99.0.0/16"
  blackhole                      = true
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.all.id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "198.51.100.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  customer_gateway_id = aws_customer_gateway.office.id
  transit_gateway_id  = aws_ec2_transit_gateway.hub.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_vpn_connection_route" "office" {
  vpn_connection_id      = aws_vpn_connection.office.id
  destination_cidr_block = "192.168.0.0/16"
}

# --- a flat VPC, peered with another that no accepter accepts yet
resource "aws_vpc" "flat" {
  cidr_block = "10.8.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "flat" {
  vpc_id     = aws_vpc.flat.id
  cidr_block = "100.64.0.0/16"
}

resource "aws_subnet" "flat" {
  count             = 2
  vpc_id            = aws_vpc.flat.id
  cidr_block        = cidrsubnet("10.8.0.0/16", 8, count.index)
  availability_zone = "eu-west-1${["a", "b"][count.index]}"
}

resource "aws_subnet" "tiny" {
  vpc_id            = aws_vpc.flat.id
  cidr_block        = "10.8.200.0/28"
  availability_zone = "eu-west-1a"
}

resource "aws_default_route_table" "flat" {
  default_route_table_id = aws_vpc.flat.default_route_table_id
  route {
    cidr_block                = "10.9.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.far.id
  }
  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

resource "aws_vpc" "far" {
  provider   = aws.tokyo
  cidr_block = "10.9.0.0/16"
}

resource "aws_vpc" "secret" {
  cidr_block = var.secret_block
}

resource "aws_vpc_peering_connection" "far" {
  vpc_id      = aws_vpc.flat.id
  peer_vpc_id = aws_vpc.far.id
  peer_region = var.second_region
}

resource "aws_vpc_peering_connection" "partner" {
  vpc_id        = aws_vpc.flat.id
  peer_vpc_id   = "vpc-0123456789abcdef0"
  peer_owner_id = "444455556666"
}

# --- filters in every form
resource "aws_ec2_managed_prefix_list" "corp" {
  name           = "corp-blocks"
  address_family = "IPv4"
  max_entries    = 5
  entry {
    cidr = "10.0.0.0/8"
  }
}

resource "aws_security_group" "front" {
  name   = "front"
  vpc_id = aws_vpc.flat.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "back" {
  name   = "back"
  vpc_id = aws_vpc.flat.id
  ingress {
    from_port       = 8080
    to_port         = 8090
    protocol        = "tcp"
    security_groups = [aws_security_group.front.id]
  }
  ingress {
    from_port = 9000
    to_port   = 9000
    protocol  = "tcp"
    self      = true
  }
}

resource "aws_security_group" "store" {
  name   = "store"
  vpc_id = aws_vpc.flat.id
}

resource "aws_security_group_rule" "store" {
  type                     = "ingress"
  security_group_id        = aws_security_group.store.id
  source_security_group_id = aws_security_group.back.id
  from_port                = 5432
  to_port                  = 5432
  protocol                 = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "store" {
  security_group_id = aws_security_group.store.id
  prefix_list_id    = aws_ec2_managed_prefix_list.corp.id
  from_port         = 22
  to_port           = 22
  ip_protocol       = "tcp"
}

resource "aws_network_acl" "flat" {
  vpc_id     = aws_vpc.flat.id
  subnet_ids = [aws_subnet.tiny.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl_rule" "flat" {
  network_acl_id = aws_network_acl.flat.id
  egress         = true
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}

# --- endpoints
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.flat.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_default_route_table.flat.id]
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id            = aws_vpc.flat.id
  service_name      = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type = "Interface"
  subnet_ids        = aws_subnet.flat[*].id
}

resource "aws_lb" "checkout" {
  load_balancer_type = "network"
  internal           = true
  subnets            = module.network["data"].subnet_ids
}

resource "aws_lb_target_group" "checkout" {
  port        = 8443
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = module.network["data"].vpc_id
}

resource "aws_lb_listener" "checkout" {
  load_balancer_arn = aws_lb.checkout.arn
  port              = 443
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.checkout.arn
  }
}

resource "aws_vpc_endpoint_service" "checkout" {
  acceptance_required        = true
  network_load_balancer_arns = [aws_lb.checkout.arn]
}

resource "aws_vpc_endpoint" "checkout" {
  vpc_id            = aws_vpc.flat.id
  service_name      = aws_vpc_endpoint_service.checkout.service_name
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.flat[0].id]
}

resource "aws_vpc_endpoint" "vendor" {
  vpc_id            = aws_vpc.flat.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.flat[1].id]
}

# --- VPC Lattice
resource "aws_vpclattice_service_network" "mesh" {
  name      = "mesh"
  auth_type = "AWS_IAM"
}

resource "aws_vpclattice_service_network_vpc_association" "flat" {
  vpc_identifier             = aws_vpc.flat.id
  service_network_identifier = aws_vpclattice_service_network.mesh.id
}

resource "aws_vpclattice_service" "orders" {
  name      = "orders"
  auth_type = "NONE"
}

resource "aws_vpclattice_service_network_service_association" "orders" {
  service_identifier         = aws_vpclattice_service.orders.id
  service_network_identifier = aws_vpclattice_service_network.mesh.id
}

resource "aws_vpclattice_target_group" "orders" {
  name = "orders"
  type = "INSTANCE"
  config {
    port           = 80
    protocol       = "HTTP"
    vpc_identifier = aws_vpc.flat.id
  }
}

resource "aws_vpclattice_target_group_attachment" "orders" {
  target_group_identifier = aws_vpclattice_target_group.orders.id
  target {
    id   = aws_instance.orders.id
    port = 80
  }
}

resource "aws_vpclattice_listener" "orders" {
  name               = "http"
  protocol           = "HTTP"
  service_identifier = aws_vpclattice_service.orders.id
  default_action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.orders.id
      }
    }
  }
}

resource "aws_vpclattice_resource_gateway" "store" {
  name       = "store"
  vpc_id     = module.network["mart"].vpc_id
  subnet_ids = module.network["mart"].subnet_ids
}

resource "aws_vpclattice_resource_configuration" "store" {
  name                        = "store"
  resource_gateway_identifier = aws_vpclattice_resource_gateway.store.id
  port_ranges                 = ["5432"]
  protocol                    = "TCP"
  resource_configuration_definition {
    dns_resource {
      domain_name     = aws_db_instance.store.address
      ip_address_type = "IPV4"
    }
  }
}

resource "aws_vpc_endpoint" "store" {
  vpc_id                     = aws_vpc.flat.id
  vpc_endpoint_type          = "Resource"
  resource_configuration_arn = aws_vpclattice_resource_configuration.store.arn
  subnet_ids                 = aws_subnet.flat[*].id
}

# --- workloads
resource "aws_instance" "orders" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.flat[0].id
  private_ip             = "10.8.0.20"
  vpc_security_group_ids = [aws_security_group.back.id]
  user_data              = "password=${var.db_password}"
}

resource "aws_db_subnet_group" "store" {
  name       = "store"
  subnet_ids = module.network["mart"].subnet_ids
}

resource "aws_db_instance" "store" {
  identifier           = "store"
  engine               = "postgres"
  instance_class       = "db.t3.micro"
  allocated_storage    = 20
  port                 = 5432
  username             = "store"
  password             = var.db_password
  db_subnet_group_name = aws_db_subnet_group.store.name
  skip_final_snapshot  = true
}

resource "aws_iam_role" "lambda" {
  name               = "lambda"
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "report" {
  function_name = "report"
  role          = aws_iam_role.lambda.arn
  image_uri     = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/report:1"
  package_type  = "Image"
  vpc_config {
    subnet_ids         = aws_subnet.flat[*].id
    security_group_ids = [aws_security_group.back.id]
  }
}

resource "aws_ecs_service" "cart" {
  name            = "cart"
  cluster         = "shop"
  task_definition = "cart:1"
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = module.network["shop.prod"].subnet_ids
    security_groups = []
  }
}

resource "aws_eks_cluster" "prod" {
  name     = "prod"
  role_arn = aws_iam_role.lambda.arn
  vpc_config {
    subnet_ids = module.network["shop.prod"].subnet_ids
  }
}

# --- types that are not read
resource "aws_networkfirewall_rule_group" "none" {
  name     = "none"
  type     = "STATEFUL"
  capacity = 10
  rule_group {
    rules_source {
      rules_string = "pass tcp any any -> any any (sid: 1;)"
    }
  }
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}
