mod plan;
mod report;
mod rules;
