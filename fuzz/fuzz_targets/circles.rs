#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| swallowtail_fuzz::circles(data));
