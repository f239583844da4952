# Marginal means, slopes, contrasts and joint tests by emmeans, written to means.json. R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, emmeans 1.8.4-1.
suppressMessages({library(lme4); library(lmerTest); library(emmeans)})
emm_options(cov.keep = NULL, lmer.df = "satterthwaite", lmerTest.limit = 1e5, pbkrtest.limit = 1e5)
table <- function(name) read.csv(file.path("examples/data", paste0(name, ".csv")))
control <- lmerControl(optimizer = "nloptwrap", optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-12, ftol_rel = 1e-15, maxeval = 1e5))
fit <- function(formula, frame) {
  m <- eval(bquote(lmer(.(formula), .(as.name(frame)), control = control)))
  for (i in 1:3) m <- eval(bquote(lmer(.(formula), .(as.name(frame)), control = control, start = .(getME(m, "theta")))))
  m
}
number <- function(x) if (is.na(x)) "null" else formatC(x, digits = 12, format = "g")
rows <- function(frame, fixed, value) {
  one <- function(i) paste0('{"name": "', paste(sapply(fixed, function(n) as.character(frame[[n]][i])), collapse = ", "), '", "estimate": ', number(frame[[value]][i]),
    ', "se": ', number(frame$SE[i]), ', "df": ', number(frame$df[i]),
    if (!is.null(frame$p.value)) paste0(', "p": ', number(frame$p.value[i])), "}")
  paste0("[", paste(sapply(seq_len(nrow(frame)), one), collapse = ",\n      "), "]")
}
case <- function(name, data, factors, formula, blmm, options, grid, value = "emmean", method, adjust) {
  contrasts <- as.data.frame(contrast(grid, method = method, adjust = adjust))
  means <- as.data.frame(grid)
  by <- grid@misc$by.vars
  of <- setdiff(grid@misc$pri.vars, by)
  joint <- as.data.frame(test(contrast(grid, method = "consec"), joint = TRUE))
  jointRows <- paste0("[", paste(sapply(seq_len(nrow(joint)), function(i) paste0('{"F": ', number(joint$F.ratio[i]), ', "df1": ', number(joint$df1[i]), ', "df2": ', number(joint$df2[i]), "}")),
    collapse = ", "), "]")
  paste0('  {"name": "', name, '", "data": "', if (grepl("csv", data)) data else paste0("examples/data/", data, ".csv"), '", "factors": [', paste0('"', factors, '"', collapse = ", ")[length(factors) > 0], '], "formula": "', blmm, '", "options": "', options,
    '",\n    "means": ', rows(means, c(by, of), value), ',\n    "contrasts": ', rows(contrasts, c(by, "contrast"), "estimate"), ',\n    "joint": ', jointRows, "}")
}
oats <- transform(table("oats"), N = factor(nitro))
mo <- fit(yield ~ N * Variety + (1 | Block/Variety), "oats")
cake <- transform(table("cake"), temperature = factor(temperature), replicate = factor(replicate))
mc <- fit(angle ~ recipe * temperature + (1 | recipe:replicate), "cake")
machines <- transform(table("machines"), Worker = factor(Worker))[-c(1, 7, 8, 20, 33), ]
mm <- fit(score ~ Machine + (1 | Worker) + (1 | Worker:Machine), "machines")
orthodont <- table("orthodont")
mt <- fit(distance ~ age * Sex + (1 | Subject), "orthodont")
parabolas <- orthodont[-c(3, 8, 50, 77), ]
mq <- fit(distance ~ poly(age, 2) * Sex + (1 | Subject), "parabolas")
write.csv(machines, "tests/reference/means/machines.csv", row.names = FALSE, quote = FALSE)
write.csv(parabolas, "tests/reference/means/parabolas.csv", row.names = FALSE, quote = FALSE)
cases <- c(
  case("oats, nitro within varieties", "oats", "nitro", NULL, "yield ~ nitro * Variety + (1 | Block/Variety)", "--of nitro --by Variety --contrasts pairwise",
    emmeans(mo, data = oats, ~ N | Variety), method = "pairwise", adjust = "tukey"),
  case("oats, nitro averaged over varieties", "oats", "nitro", NULL, "yield ~ nitro * Variety + (1 | Block/Variety)", "--of nitro --contrasts poly",
    emmeans(mo, data = oats, ~ N), method = "poly", adjust = "none"),
  case("oats, varieties within nitro", "oats", "nitro", NULL, "yield ~ nitro * Variety + (1 | Block/Variety)", "--of Variety --by nitro --contrasts reference --adjust holm",
    emmeans(mo, data = oats, ~ Variety | N), method = "trt.vs.ctrl1", adjust = "holm"),
  case("cake, temperatures", "cake", c("temperature", "replicate"), NULL, "angle ~ recipe * temperature + (1 | recipe:replicate)", "--of temperature --contrasts consecutive --adjust bonferroni",
    emmeans(mc, data = cake, ~ temperature), method = "consec", adjust = "bonferroni"),
  case("cake, recipes within temperatures", "cake", c("temperature", "replicate"), NULL, "angle ~ recipe * temperature + (1 | recipe:replicate)",
    "--of recipe --by temperature --contrasts '1, -0.5, -0.5; others = 0, 1, -1'",
    emmeans(mc, data = cake, ~ recipe | temperature), method = list("1,-0.5,-0.5" = c(1, -0.5, -0.5), others = c(0, 1, -1)), adjust = "none"),
  case("machines, unbalanced", "tests/reference/means/machines.csv", "Worker", NULL, "score ~ Machine + (1 | Worker) + (1 | Worker:Machine)", "--of Machine --contrasts pairwise",
    emmeans(mm, data = machines, ~ Machine), method = "pairwise", adjust = "tukey"),
  case("orthodont, sexes at two ages", "orthodont", character(), NULL, "distance ~ age * Sex + (1 | Subject)", "--of Sex --at 'age = 8, 14' --contrasts pairwise",
    emmeans(mt, data = orthodont, ~ Sex | age, at = list(age = c(8, 14))), method = "pairwise", adjust = "tukey"),
  case("orthodont, slopes", "orthodont", character(), NULL, "distance ~ age * Sex + (1 | Subject)", "--of Sex --slopes age --contrasts pairwise",
    emtrends(mt, data = orthodont, ~ Sex, var = "age"), value = "age.trend", method = "pairwise", adjust = "tukey"),
  case("orthodont, parabolas at an age", "tests/reference/means/parabolas.csv", character(), NULL, "distance ~ poly(age, 2) * Sex + (1 | Subject)", "--of Sex --at 'age = 10' --contrasts pairwise",
    emmeans(mq, data = parabolas, ~ Sex, at = list(age = 10)), method = "pairwise", adjust = "tukey"),
  case("orthodont, slopes of parabolas", "tests/reference/means/parabolas.csv", character(), NULL, "distance ~ poly(age, 2) * Sex + (1 | Subject)", "--of Sex --at 'age = 10' --slopes age --contrasts pairwise",
    emtrends(mq, data = parabolas, ~ Sex, var = "age", at = list(age = 10), delta.var = 1e-6), value = "age.trend", method = "pairwise", adjust = "tukey"))
writeLines(c('{"cases": [', paste(cases, collapse = ",\n"), "]}"), "tests/reference/means/means.json")
