suppressMessages(library(loo))
set.seed(20261128)
n <- 24; S <- 400; chains <- 4; D <- S / chains
y <- rnorm(n, 1, 1.3); y[5] <- 6.5; y[17] <- -5
mu <- numeric(0); ls <- numeric(0)
for (c in 1:chains) {
  a <- as.numeric(arima.sim(list(ar = 0.5), D)) * 0.25 * sqrt(1 - 0.25)
  b <- as.numeric(arima.sim(list(ar = 0.3), D)) * 0.15
  mu <- c(mu, mean(y) + a); ls <- c(ls, log(sd(y)) + b)
}
# row effects that follow their own row, so that some k are large
u <- sapply(1:n, function(i) 0.8 * (y[i] - mu) + rnorm(S, 0, 0.5))
ll <- sapply(1:n, function(i) dnorm(y[i], mu + u[, i], 0.5 * exp(ls), log = TRUE))
ll <- round(ll, 9)
chain <- rep(1:chains, each = D)
r <- relative_eff(exp(ll), chain_id = chain)
l <- suppressWarnings(loo(ll, r_eff = r))
l1 <- suppressWarnings(loo(ll, r_eff = rep(1, n)))
w <- suppressWarnings(waic(ll))
ps <- suppressWarnings(psis(-ll, r_eff = r))
pit <- E_loo(plogis(ll), ps, type = "mean")$value
ll2 <- ll; for (i in 1:n) ll2[, i] <- ll[, i] - 0.05 + 0.5 * sin(3 * i)
ll3 <- ll; for (i in 1:n) ll3[, i] <- ll[, i] - 0.1 + 0.7 * cos(i)
e2 <- suppressWarnings(loo(ll2, r_eff = r)); e3 <- suppressWarnings(loo(ll3, r_eff = r))
lpd <- cbind(l$pointwise[, "elpd_loo"], e2$pointwise[, "elpd_loo"], e3$pointwise[, "elpd_loo"])
sw <- stacking_weights(lpd, optim_control = list(reltol = 1e-14))
cmp <- loo_compare(list(a = l, b = e2, c = e3))
num <- function(x) paste0("[", paste(sprintf("%.12g", x), collapse = ","), "]")
res <- function(l) sprintf('{"elpd":%.12g,"se":%.12g,"p":%.12g,"mcse":%.12g,"pointwise_elpd":%s,"pointwise_mcse":%s,"pointwise_p":%s,"k":%s}',
  l$estimates["elpd_loo", 1], l$estimates["elpd_loo", 2], l$estimates["p_loo", 1], sqrt(sum(l$pointwise[, "mcse_elpd_loo"]^2)),
  num(l$pointwise[, "elpd_loo"]), num(l$pointwise[, "mcse_elpd_loo"]), num(l$pointwise[, "p_loo"]), num(l$diagnostics$pareto_k))
cat(sprintf('{"software":"loo %s","chains":%d,"r_eff":%s,\n"loo":%s,\n"loo_r_eff_1":%s,\n"waic":{"elpd":%.12g,"se":%.12g,"p":%.12g,"pointwise_elpd":%s},\n"expected_logistic":%s,\n"lpd":%s,\n"stacking":%s,\n"compare":{"elpd_diff":%s,"se_diff":%s,"models":["%s"]},\n"log_lik":[\n%s\n]}\n',
  packageVersion("loo"), chains, num(r), res(l), res(l1), w$estimates["elpd_waic", 1], w$estimates["elpd_waic", 2], w$estimates["p_waic", 1], num(w$pointwise[, "elpd_waic"]),
  num(pit), paste0("[", paste(apply(lpd, 2, num), collapse = ","), "]"), num(sw), num(cmp[, "elpd_diff"]), num(cmp[, "se_diff"]), paste(rownames(cmp), collapse = '","'),
  paste(apply(ll, 2, function(x) paste0("[", paste(sprintf("%.9f", x), collapse = ","), "]")), collapse = ",\n")), file = "matrix.json")
print(l); print(sw); print(cmp); print(l$diagnostics$pareto_k)
