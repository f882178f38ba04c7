variable "subnets" {}
variable "groups" {}

resource "aws_lambda_function" "this" {
  function_name = "reader"
  role          = "arn:aws:iam::111122223333:role/reader"
  package_type  = "Image"
  image_uri     = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/reader:1"
  dynamic "vpc_config" {
    for_each = length(var.groups) > 0 ? [1] : []
    content {
      subnet_ids         = var.subnets
      security_group_ids = var.groups
    }
  }
}
