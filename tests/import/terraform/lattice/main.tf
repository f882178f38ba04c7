# VPC Lattice with all it has: weighted target groups of every type, rules, fixed responses, auth, logs, a resource.
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

locals {
  zones = { a = "eu-west-1a", b = "eu-west-1b" }
}

resource "aws_vpc" "shop" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "shop" {
  for_each          = local.zones
  vpc_id            = aws_vpc.shop.id
  availability_zone = each.value
  cidr_block        = cidrsubnet(aws_vpc.shop.cidr_block, 8, each.key == "a" ? 0 : 1)
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "data" {
  vpc_id            = aws_vpc.data.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.1.8.0/24"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.shop.id
}

resource "aws_instance" "web" {
  for_each               = toset(["blue", "green"])
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.shop["a"].id
  vpc_security_group_ids = [aws_security_group.web.id]
}

resource "aws_instance" "ledger" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.data.id
  private_ip    = "10.1.8.20"
}

resource "aws_lb" "front" {
  name               = "front"
  internal           = true
  load_balancer_type = "application"
  subnets            = [for s in aws_subnet.shop : s.id]
}

resource "aws_lb_target_group" "front" {
  name     = "front"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.shop.id
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}

resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = "arn:aws:iam::111111111111:role/x"
  handler       = "x.y"
  runtime       = "python3.12"
  s3_bucket     = "code"
  s3_key        = "x.zip"
  vpc_config {
    subnet_ids         = [aws_subnet.shop["a"].id]
    security_group_ids = [aws_security_group.web.id]
  }
}

resource "aws_vpclattice_service_network" "platform" {
  name      = "platform"
  auth_type = "AWS_IAM"
}

resource "aws_vpclattice_service_network_vpc_association" "shop" {
  service_network_identifier = aws_vpclattice_service_network.platform.id
  vpc_identifier             = aws_vpc.shop.id
  security_group_ids         = [aws_security_group.web.id]
}

resource "aws_vpclattice_service" "web" {
  name      = "web"
  auth_type = "NONE"
}

resource "aws_vpclattice_service_network_service_association" "web" {
  service_identifier         = aws_vpclattice_service.web.id
  service_network_identifier = aws_vpclattice_service_network.platform.id
}

resource "aws_vpclattice_target_group" "web" {
  for_each = toset(["blue", "green"])
  name     = "web-${each.key}"
  type     = "INSTANCE"
  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = aws_vpc.shop.id
    health_check { port = 9090 }
  }
}

resource "aws_vpclattice_target_group_attachment" "web" {
  for_each                = aws_vpclattice_target_group.web
  target_group_identifier = each.value.id
  target {
    id   = aws_instance.web[each.key].id
    port = 8080
  }
}

resource "aws_vpclattice_target_group" "front" {
  name = "front"
  type = "ALB"
  config {
    port           = 80
    protocol       = "HTTP"
    vpc_identifier = aws_vpc.shop.id
  }
}

resource "aws_vpclattice_target_group_attachment" "front" {
  target_group_identifier = aws_vpclattice_target_group.front.id
  target {
    id   = aws_lb.front.arn
    port = 80
  }
}

resource "aws_vpclattice_target_group" "thumbnails" {
  name = "thumbnails"
  type = "LAMBDA"
}

resource "aws_vpclattice_target_group_attachment" "thumbnails" {
  target_group_identifier = aws_vpclattice_target_group.thumbnails.id
  target {
    id = aws_lambda_function.thumbnails.arn
  }
}

resource "aws_vpclattice_target_group" "address" {
  name = "address"
  type = "IP"
  config {
    port             = 8443
    protocol         = "HTTPS"
    protocol_version = "HTTP2"
    vpc_identifier   = aws_vpc.data.id
    ip_address_type  = "IPV4"
  }
}

resource "aws_vpclattice_target_group_attachment" "address" {
  target_group_identifier = aws_vpclattice_target_group.address.id
  target {
    id   = "10.1.8.20"
    port = 8443
  }
}

resource "aws_vpclattice_listener" "https" {
  name               = "https"
  protocol           = "HTTPS"
  service_identifier = aws_vpclattice_service.web.id
  default_action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.web["blue"].id
        weight                  = 90
      }
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.web["green"].id
        weight                  = 10
      }
    }
  }
}

resource "aws_vpclattice_listener" "http" {
  name               = "http"
  protocol           = "HTTP"
  port               = 8080
  service_identifier = aws_vpclattice_service.web.id
  default_action {
    fixed_response { status_code = 404 }
  }
}

resource "aws_vpclattice_listener_rule" "thumbnails" {
  name                = "thumbnails"
  listener_identifier = aws_vpclattice_listener.https.listener_id
  service_identifier  = aws_vpclattice_service.web.id
  priority            = 10
  match {
    http_match {
      method = "GET"
      path_match {
        case_sensitive = true
        match { prefix = "/thumbnails" }
      }
      header_matches {
        name           = "x-next"
        case_sensitive = false
        match { exact = "1" }
      }
    }
  }
  action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.thumbnails.id
      }
    }
  }
}

resource "aws_vpclattice_listener_rule" "ledger" {
  name                = "ledger"
  listener_identifier = aws_vpclattice_listener.https.listener_id
  service_identifier  = aws_vpclattice_service.web.id
  priority            = 20
  match {
    http_match {
      path_match {
        match { exact = "/ledger" }
      }
    }
  }
  action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.address.id
        weight                  = 1
      }
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.front.id
        weight                  = 1
      }
    }
  }
}

resource "aws_vpclattice_listener_rule" "closed" {
  name                = "closed"
  listener_identifier = aws_vpclattice_listener.http.listener_id
  service_identifier  = aws_vpclattice_service.web.id
  priority            = 5
  match {
    http_match {
      path_match {
        match { prefix = "/closed" }
      }
    }
  }
  action {
    fixed_response { status_code = 404 }
  }
}

# A service whose listener forwards to what a dynamic block makes of a map.
resource "aws_vpclattice_service" "canary" {
  name = "canary"
}

resource "aws_vpclattice_service_network_service_association" "canary" {
  service_identifier         = aws_vpclattice_service.canary.id
  service_network_identifier = aws_vpclattice_service_network.platform.id
}

resource "aws_vpclattice_listener" "canary" {
  name               = "canary"
  protocol           = "HTTPS"
  service_identifier = aws_vpclattice_service.canary.id
  default_action {
    forward {
      dynamic "target_groups" {
        for_each = { blue = 60, green = 40 }
        content {
          target_group_identifier = aws_vpclattice_target_group.web[target_groups.key].id
          weight                  = target_groups.value
        }
      }
    }
  }
}

resource "aws_vpclattice_access_log_subscription" "platform" {
  resource_identifier = aws_vpclattice_service_network.platform.id
  destination_arn     = "arn:aws:s3:::lattice-logs"
}

resource "aws_vpclattice_access_log_subscription" "web" {
  resource_identifier = aws_vpclattice_service.web.arn
  destination_arn     = "arn:aws:s3:::lattice-logs"
}

resource "aws_vpc_endpoint_service" "ledger" {
  acceptance_required        = true
  network_load_balancer_arns = [aws_lb.ledger.arn]
  allowed_principals         = ["arn:aws:iam::222222222222:root"]
}

resource "aws_vpc_endpoint_service_allowed_principal" "partner" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.ledger.id
  principal_arn           = "arn:aws:iam::333333333333:role/connect"
}

resource "aws_lb" "ledger" {
  name               = "ledger"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.data.id]
}
