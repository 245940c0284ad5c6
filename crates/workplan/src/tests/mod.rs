mod plan;
mod rules;
