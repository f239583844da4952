suppressMessages({library(loo); library(jsonlite)})
# Makes loo-2.5.1.json: log ratios and what psis() of the loo package makes of them (R 4.2.2, loo 2.5.1).
set.seed(20261122)
q <- list(
 normal_in_t = {x <- rt(400, 5); dnorm(x, log=TRUE) - dt(x, 5, log=TRUE)},
 t_in_normal = {x <- rnorm(500); dt(x, 3, log=TRUE) - dnorm(x, log=TRUE)},
 pareto_03 = 0.3*rexp(300), pareto_06 = 0.6*rexp(300), pareto_1 = rexp(1000), pareto_2 = 2*rexp(200),
 bounded = log(runif(250)), shifted = 1000 + 0.4*rexp(150), short = rexp(26), too_short = rexp(20), odd = 0.5*rexp(137))
out <- lapply(q, function(x) { x <- signif(x, 14); p <- suppressWarnings(psis(matrix(x), r_eff=1)); list(log_ratios=x, k=unname(p$diagnostics$pareto_k), log_weights=as.vector(weights(p, normalize=FALSE)), normalized=as.vector(weights(p, log=FALSE))) })
for (n in names(out)) if (is.infinite(out[[n]]$k)) out[[n]]$k <- "Inf"
write(toJSON(list(source=paste("R", getRversion(), "loo", packageVersion("loo")), quantities=out), digits=I(17), auto_unbox=TRUE), "loo-2.5.1.json")
