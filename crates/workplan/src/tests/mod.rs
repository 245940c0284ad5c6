mod assess;
mod plan;
mod report;
mod rules;
