suppressMessages({library(posterior); library(jsonlite)})
# Makes posterior-1.4.0.json: draws of a few quantities and what the posterior package says of them (R 4.2.2, posterior 1.4.0).
set.seed(20261122)
ar <- function(n, rho, sd=1) { x <- numeric(n); x[1] <- rnorm(1); for (i in 2:n) x[i] <- rho*x[i-1] + sqrt(1-rho^2)*rnorm(1); x*sd }
n <- 60
q <- list(
 independent = matrix(rnorm(4*n), n),
 autocorrelated = sapply(1:4, function(c) ar(n, 0.7)),
 antithetic = sapply(1:4, function(c) ar(n, -0.6)),
 shifted = sapply(1:4, function(c) ar(n, 0.3) + 0.5*(c==1)),
 wider = sapply(1:4, function(c) ar(n, 0.3, if (c==2) 4 else 1)),
 cauchy = matrix(rcauchy(4*n), n),
 ties = matrix(rpois(4*n, 2), n),
 odd = sapply(1:3, function(c) ar(41, 0.5)),
 single = matrix(ar(100, 0.9), 100),
 short = matrix(rnorm(2*12), 12),
 large_scale = matrix(1e6 + 1e-3*rnorm(4*n), n))
out <- lapply(q, function(x) { x <- signif(x, 12); suppressWarnings(list(chains=ncol(x), draws=as.vector(x),
  rhat=rhat(x), rhat_basic=rhat_basic(x), ess_bulk=ess_bulk(x), ess_tail=ess_tail(x), ess_mean=ess_mean(x), ess_sd=ess_sd(x),
  ess_q10=unname(ess_quantile(x, .1)), ess_median=unname(ess_quantile(x,.5)), ess_q100=unname(ess_quantile(x,1)),
  mcse_mean=mcse_mean(x), mcse_sd=mcse_sd(x), mcse_q05=unname(mcse_quantile(x,.05)), mcse_median=unname(mcse_quantile(x,.5)), mcse_q95=unname(mcse_quantile(x,.95)))) })
p <- c(1e-300,1e-20,1e-10,1e-5,0.001,0.02425,0.1,0.25,0.4,0.5,0.6,0.9,0.999,1-1e-10)
write(toJSON(list(source=paste("R", getRversion(), "posterior", packageVersion("posterior")), quantities=out, normal_quantile=list(p=p, z=qnorm(p))), digits=I(17), auto_unbox=TRUE, pretty=FALSE), "posterior-1.4.0.json")
