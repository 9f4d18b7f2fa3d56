"""The only room that knows protobuf messages: values to bytes and back."""
