# Writes splines.json and groups.json: R's ns, bs, predict and ave on data that are stored with them. Rscript make.R
library(splines)
set.seed(20261127)
number <- function(v) paste0("[", paste(ifelse(is.na(v), "null", sprintf("%.17g", v)), collapse = ", "), "]")
text <- function(v) paste0("[", paste0("\"", v, "\"", collapse = ", "), "]")
columns <- function(m) paste0("[", paste(apply(m, 2, number), collapse = ",\n      "), "]")
quoted <- function(s) paste0("\"", s, "\"")

data <- list(
  normal = round(rnorm(41, 10, 3), 3),
  ties = c(0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 8, 8, 9, 12),
  year = rep(2001:2012, 3),
  days = rep(0:9, 4),
  tiny = round(rexp(30, 1) * 1e6) * 1e-15,
  huge = round(runif(25, 1, 9), 4) * 1e12)
calls <- list(
  normal = c("ns(x)", "ns(x, 3)", "ns(x, df = 5)", "ns(x, df = 4, intercept = TRUE)", "ns(x, knots = c(8, 11.5))", "ns(x, knots = 9, intercept = TRUE)",
    "ns(x, df = 4, Boundary.knots = c(6, 14))", "ns(x, knots = c(9, 12), Boundary.knots = c(0, 20))", "ns(x, 2, intercept = TRUE)",
    "bs(x)", "bs(x, 5)", "bs(x, df = 6, intercept = TRUE)", "bs(x, degree = 1, knots = c(8, 12))", "bs(x, df = 4, degree = 2)", "bs(x, knots = c(10, 10))",
    "bs(x, degree = 5)", "bs(x, df = 5, Boundary.knots = c(6, 14))", "bs(x, knots = c(12, 9), degree = 2, intercept = TRUE, Boundary.knots = c(0, 20))"),
  ties = c("ns(x, 3)", "ns(x, 5)", "bs(x, 6)", "bs(x, 5, degree = 2)", "ns(x, knots = c(3, 3, 5))"),
  year = c("ns(x, 4)", "bs(x, 5)", "ns(x, knots = c(2004, 2008), Boundary.knots = c(2002, 2011))"),
  days = c("ns(x, 3)", "bs(x, 4)", "ns(x, df = 6)"),
  tiny = c("ns(x, 3)", "bs(x, 4)"),
  huge = c("ns(x, 4)", "bs(x, 5)"))
cases <- character()
for (name in names(data)) for (call in calls[[name]]) {
  x <- data[[name]]
  span <- diff(range(x))
  new <- c(seq(min(x) - 0.3 * span, max(x) + 0.3 * span, length.out = 13), min(x), max(x), median(x))
  basis <- suppressWarnings(eval(parse(text = call)))
  predicted <- suppressWarnings(predict(basis, new))
  cases <- c(cases, sprintf("  {\"call\": %s, \"x\": %s,\n    \"knots\": %s,\n    \"columns\": [%s],\n    \"new\": %s,\n    \"predicted\": [%s]}",
    quoted(call), quoted(name), number(unname(attr(basis, "knots"))),
    paste(apply(unclass(basis), 2, number), collapse = ",\n      "), number(new), paste(apply(unclass(predicted), 2, number), collapse = ",\n      ")))
}
vectors <- paste(sprintf("    \"%s\": %s", names(data), sapply(data, number)), collapse = ",\n")
writeLines(sprintf("{\n  \"data\": {\n%s\n  },\n  \"cases\": [\n%s\n  ]\n}", vectors, paste(cases, collapse = ",\n")), "splines.json")

n <- 60
g <- sample(c("a", "b", "c", "d e", "f"), n, TRUE)
h <- sample(1:3, n, TRUE)
x <- round(rnorm(n, 100, 15), 2) + 1e4
z <- x
z[c(3, 17, 40)] <- NA
own <- function(f, ...) ave(x, ..., FUN = f)
groups <- list(
  "mean(x, g)" = own(mean, g), "center(x, g)" = x - own(mean, g), "scale(x, g)" = (x - own(mean, g)) / own(sd, g),
  "mean(x, g, h)" = own(mean, g, h), "mean(x, h:g)" = own(mean, g, h), "center(log(x), h)" = log(x) - ave(log(x), h), "mean(x)" = rep(mean(x), n),
  "mean(z, g)" = ave(z, g, FUN = function(v) mean(v, na.rm = TRUE)), "center(z, g)" = z - ave(z, g, FUN = function(v) mean(v, na.rm = TRUE)),
  "sin(x)" = sin(x), "cos(x)" = cos(x), "tan(x)" = tan(x))
writeLines(sprintf("{\n  \"x\": %s,\n  \"z\": %s,\n  \"h\": %s,\n  \"g\": %s,\n  \"calls\": {\n%s\n  }\n}", number(x), number(z), number(h), text(g),
  paste(sprintf("    \"%s\": %s", names(groups), sapply(groups, number)), collapse = ",\n")), "groups.json")
