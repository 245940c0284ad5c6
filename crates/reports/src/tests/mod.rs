mod period;
mod protect;
