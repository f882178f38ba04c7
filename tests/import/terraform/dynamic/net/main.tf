variable "hub" {}
variable "listeners" {
  type = any
}
variable "rules" {
  type = any
}

locals {
  zones = ["eu-west-1a", "eu-west-1b"]
}

resource "aws_vpc" "this" {
  cidr_block = "10.64.0.0/16"
}

resource "aws_subnet" "this" {
  count             = 2
  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = "10.64.${count.index}.0/24"
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
  dynamic "route" {
    for_each = ["10.0.0.0/8", "172.16.0.0/12"]
    content {
      cidr_block         = route.value
      transit_gateway_id = var.hub
    }
  }
}

resource "aws_route_table_association" "this" {
  count          = 2
  subnet_id      = aws_subnet.this[count.index].id
  route_table_id = aws_route_table.this.id
}

resource "aws_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_lb" "this" {
  load_balancer_type = "network"
  internal           = true
  security_groups    = [aws_security_group.this.id]
  dynamic "subnet_mapping" {
    for_each = aws_subnet.this
    content {
      subnet_id = subnet_mapping.value.id
    }
  }
}

resource "aws_lb" "web" {
  internal        = true
  subnets         = aws_subnet.this[*].id
  security_groups = [aws_security_group.this.id]
}

resource "aws_lb_target_group" "this" {
  for_each = toset(["blue", "green"])
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.this.id
}

resource "aws_lb_listener" "this" {
  for_each          = { for name, one in var.listeners : name => one if one.port > 0 }
  load_balancer_arn = aws_lb.web.arn
  port              = each.value.port
  protocol          = "HTTP"
  dynamic "default_action" {
    for_each = can(each.value.also) ? [] : [each.value.to]
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.this[default_action.value].arn
    }
  }
  dynamic "default_action" {
    for_each = can(each.value.also) ? [1] : []
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = [each.value.to, each.value.also]
          content {
            arn = aws_lb_target_group.this[target_group.value].arn
          }
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each     = var.rules
  listener_arn = aws_lb_listener.this[split("/", each.key)[0]].arn
  dynamic "action" {
    for_each = [each.value.to]
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.this[action.value].arn
    }
  }
  condition {
    path_pattern {
      values = ["/${each.key}/*"]
    }
  }
}

resource "aws_autoscaling_group" "this" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = aws_subnet.this[*].id
  target_group_arns   = [aws_lb_target_group.this["green"].arn]
  launch_template {
    id = aws_launch_template.this.id
  }
}

resource "aws_launch_template" "this" {
  image_id               = "ami-12345678"
  vpc_security_group_ids = [aws_security_group.this.id]
}

output "subnets" {
  value = aws_subnet.this[*].id
}

output "group" {
  value = aws_security_group.this.id
}
