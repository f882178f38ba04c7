provider "aws" { region = "us-west-1" }
module "vpc" {
  source = "./vpc"
  name   = "eks"
}
resource "aws_iam_role" "r" {
  name               = "eks"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "eks.amazonaws.com" } }] })
}
resource "aws_security_group" "node" {
  vpc_id = module.vpc.vpc_id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "cluster" { vpc_id = module.vpc.vpc_id }
resource "aws_security_group_rule" "cluster_from_node" {
  type                     = "ingress"
  security_group_id        = aws_security_group.cluster.id
  source_security_group_id = aws_security_group.node.id
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
}
resource "aws_security_group_rule" "node_from_eks" {
  type                     = "ingress"
  security_group_id        = aws_security_group.node.id
  source_security_group_id = aws_eks_cluster.c.vpc_config[0].cluster_security_group_id
  protocol                 = "tcp"
  from_port                = 10250
  to_port                  = 10250
}
resource "aws_eks_cluster" "c" {
  name     = "prod"
  role_arn = aws_iam_role.r.arn
  vpc_config {
    subnet_ids              = module.vpc.private_subnets
    security_group_ids      = [aws_security_group.cluster.id]
    endpoint_private_access = true
  }
}
resource "aws_launch_template" "node" {
  name_prefix            = "node"
  image_id               = "ami-12345678"
  vpc_security_group_ids = [aws_security_group.node.id]
}
resource "aws_eks_node_group" "n" {
  cluster_name    = aws_eks_cluster.c.name
  node_role_arn   = aws_iam_role.r.arn
  subnet_ids      = module.vpc.private_subnets
  node_group_name = "n"
  scaling_config {
    desired_size = 2
    max_size     = 2
    min_size     = 2
  }
  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }
}
resource "aws_launch_template" "batch" {
  image_id = "ami-12345678"
  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [aws_security_group.node.id]
  }
}
resource "aws_autoscaling_group" "batch" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = module.vpc.private_subnets
  launch_template { id = aws_launch_template.batch.id }
}
resource "aws_autoscaling_group" "mixed" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = slice(module.vpc.private_subnets, 0, 2)
  mixed_instances_policy {
    launch_template {
      launch_template_specification { launch_template_id = aws_launch_template.node.id }
    }
  }
}
resource "aws_lb" "in" {
  name               = "in"
  internal           = false
  load_balancer_type = "application"
  security_groups    = [aws_security_group.lb.id]
  subnets            = module.vpc.public_subnets
}
resource "aws_security_group" "lb" {
  vpc_id = module.vpc.vpc_id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lambda_function" "free" {
  function_name = "free"
  role          = aws_iam_role.r.arn
  image_uri     = "x"
  package_type  = "Image"
}
resource "aws_lambda_function" "inside" {
  function_name = "inside"
  role          = aws_iam_role.r.arn
  image_uri     = "x"
  package_type  = "Image"
  vpc_config {
    subnet_ids         = module.vpc.private_subnets
    security_group_ids = [aws_security_group.node.id]
  }
}
