provider "aws" { region = "eu-west-1" }
variable "web_ports" { default = [80, 443] }
locals {
  peers = { office = "192.168.0.0/16", vpn = "172.20.0.0/16" }
  app_rules = {
    http = { from = 8080, to = 8080 }
    grpc = { from = 9090, to = 9099 }
  }
}
resource "aws_vpc" "v" { cidr_block = "10.40.0.0/16" }
resource "aws_ec2_managed_prefix_list" "corp" {
  name           = "corp"
  address_family = "IPv4"
  max_entries    = 5
  dynamic "entry" {
    for_each = local.peers
    content {
      cidr        = entry.value
      description = entry.key
    }
  }
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.v.id
  dynamic "ingress" {
    for_each = toset(var.web_ports)
    content {
      protocol         = "tcp"
      from_port        = ingress.value
      to_port          = ingress.value
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = ["::/0"]
    }
  }
  egress {
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    security_groups = [aws_security_group.app.id]
  }
}
resource "aws_security_group" "app" { vpc_id = aws_vpc.v.id }
resource "aws_security_group_rule" "app_in" {
  for_each                 = local.app_rules
  type                     = "ingress"
  security_group_id        = aws_security_group.app.id
  protocol                 = "tcp"
  from_port                = each.value.from
  to_port                  = each.value.to
  source_security_group_id = aws_security_group.web.id
}
resource "aws_security_group_rule" "app_self" {
  type              = "ingress"
  security_group_id = aws_security_group.app.id
  protocol          = "udp"
  from_port         = 7946
  to_port           = 7946
  self              = true
}
resource "aws_vpc_security_group_egress_rule" "app_db" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db.id
}
resource "aws_security_group" "db" {
  vpc_id                 = aws_vpc.v.id
  revoke_rules_on_delete = true
}
resource "aws_vpc_security_group_ingress_rule" "db" {
  for_each                     = { app = aws_security_group.app.id, bastion = aws_security_group.bastion.id }
  security_group_id            = aws_security_group.db.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = each.value
}
resource "aws_security_group" "bastion" {
  vpc_id = aws_vpc.v.id
  ingress = [{
    description      = "ssh"
    protocol         = "tcp"
    from_port        = 22
    to_port          = 22
    cidr_blocks      = []
    ipv6_cidr_blocks = []
    prefix_list_ids  = [aws_ec2_managed_prefix_list.corp.id]
    security_groups  = []
    self             = false
  }]
  egress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = [aws_vpc.v.cidr_block]
  }
}
resource "aws_vpc_security_group_egress_rule" "db6" {
  security_group_id = aws_security_group.db.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}
resource "aws_vpc_security_group_ingress_rule" "web_list" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.corp.id
}
