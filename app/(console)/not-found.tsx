export { NothingHere as default } from "@/app/_ui/nothing-here"
