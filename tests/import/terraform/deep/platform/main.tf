variable "nets" { type = map(string) }
module "network" {
  source   = "./network"
  for_each = var.nets
  name     = each.key
  cidr     = each.value
}
output "networks" {
  value = {
    for name, net in module.network : name => {
      vpc_id  = net.vpc_id
      private = net.private
      tables  = net.tables
    }
  }
}
