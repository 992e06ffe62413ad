//! Element types in their three spellings: the engine's, Triton's C API's, and config.pbtxt's.

use portalis_engine::DataType;
use portalis_triton_sys as sys;

const TABLE: [(DataType, sys::TRITONSERVER_DataType, &str); 14] = [
    (DataType::Bool, sys::TRITONSERVER_TYPE_BOOL, "TYPE_BOOL"),
    (DataType::Uint8, sys::TRITONSERVER_TYPE_UINT8, "TYPE_UINT8"),
    (DataType::Uint16, sys::TRITONSERVER_TYPE_UINT16, "TYPE_UINT16"),
    (DataType::Uint32, sys::TRITONSERVER_TYPE_UINT32, "TYPE_UINT32"),
    (DataType::Uint64, sys::TRITONSERVER_TYPE_UINT64, "TYPE_UINT64"),
    (DataType::Int8, sys::TRITONSERVER_TYPE_INT8, "TYPE_INT8"),
    (DataType::Int16, sys::TRITONSERVER_TYPE_INT16, "TYPE_INT16"),
    (DataType::Int32, sys::TRITONSERVER_TYPE_INT32, "TYPE_INT32"),
    (DataType::Int64, sys::TRITONSERVER_TYPE_INT64, "TYPE_INT64"),
    (DataType::Fp16, sys::TRITONSERVER_TYPE_FP16, "TYPE_FP16"),
    (DataType::Fp32, sys::TRITONSERVER_TYPE_FP32, "TYPE_FP32"),
    (DataType::Fp64, sys::TRITONSERVER_TYPE_FP64, "TYPE_FP64"),
    (DataType::Bf16, sys::TRITONSERVER_TYPE_BF16, "TYPE_BF16"),
    (DataType::Bytes, sys::TRITONSERVER_TYPE_BYTES, "TYPE_STRING"),
];

/// The engine's name for Triton's type.
pub fn from_raw(raw: sys::TRITONSERVER_DataType) -> Option<DataType> {
    TABLE.iter().find(|row| row.1 == raw).map(|row| row.0)
}

/// Triton's name for the engine's type.
pub fn to_raw(datatype: DataType) -> sys::TRITONSERVER_DataType {
    TABLE.iter().find(|row| row.0 == datatype).map_or(sys::TRITONSERVER_TYPE_INVALID, |row| row.1)
}

/// The name in a model's configuration.
pub fn config_name(datatype: DataType) -> &'static str {
    TABLE.iter().find(|row| row.0 == datatype).map_or("TYPE_INVALID", |row| row.2)
}
