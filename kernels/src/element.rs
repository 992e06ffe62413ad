//! The two 16-bit types that weights and activations have.

use crate::buffer::Pod;

/// bf16 or fp16: each kernel exists once for either.
pub trait Element: Pod + Default + PartialEq + std::fmt::Debug {
    /// What kernels of this type end in.
    const SUFFIX: &'static str;
    /// Whether it is bf16.
    const BRAIN: bool;
    /// The nearest value of this type.
    fn from_f32(value: f32) -> Self;
    /// The same value, wider.
    fn to_f32(self) -> f32;
    /// Picks the one of two names that is for this type.
    fn pick(bf16: &'static str, f16: &'static str) -> &'static str {
        if Self::BRAIN { bf16 } else { f16 }
    }
}

impl Element for half::bf16 {
    const SUFFIX: &'static str = "bf16";
    const BRAIN: bool = true;
    fn from_f32(value: f32) -> Self {
        half::bf16::from_f32(value)
    }
    fn to_f32(self) -> f32 {
        self.to_f32()
    }
}

impl Element for half::f16 {
    const SUFFIX: &'static str = "f16";
    const BRAIN: bool = false;
    fn from_f32(value: f32) -> Self {
        half::f16::from_f32(value)
    }
    fn to_f32(self) -> f32 {
        self.to_f32()
    }
}
