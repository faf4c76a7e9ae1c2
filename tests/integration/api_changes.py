#!/usr/bin/python3
"""What a new schema of the API breaks for programs that were built with an old one.

    tests/integration/api_changes.py OLD.binpb NEW.binpb    prints it, a line each; exits with 1 where there is any

A schema is a FileDescriptorSet, as proto/README.md says how to make one. New messages, fields, values, methods and
services break nothing.
"""

import sys

from google.protobuf import descriptor_pb2


def read(path):
    schema = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as file:
        schema.ParseFromString(file.read())
    return schema


def messages_of(schema):
    """Messages and enumerations by full name, those within others included."""
    messages, enums = {}, {}

    def enter(scope, message):
        name = f"{scope}.{message.name}"
        messages[name] = message
        for inner in message.nested_type:
            enter(name, inner)
        for enum in message.enum_type:
            enums[f"{name}.{enum.name}"] = enum

    for file in schema.file:
        for message in file.message_type:
            enter(file.package, message)
        for enum in file.enum_type:
            enums[f"{file.package}.{enum.name}"] = enum
    return messages, enums


def services_of(schema):
    return {f"{file.package}.{service.name}": service for file in schema.file for service in file.service}


def field_faults(message_name, old, new):
    for field in old.field:
        name = f"{message_name}.{field.name}"
        now = next((one for one in new.field if one.number == field.number), None)
        if now is None:
            yield f"{name}: field {field.number} is gone"
            continue
        for what in ("name", "type", "type_name", "label", "proto3_optional"):
            before, after = getattr(field, what), getattr(now, what)
            if before != after:
                yield f"{name}: its {what} was {before} and is {after}"
        if field.HasField("oneof_index") != now.HasField("oneof_index"):
            yield f"{name}: it has moved into or out of a oneof"


def method_faults(service_name, old, new):
    for method in old.method:
        name = f"{service_name}.{method.name}"
        now = next((one for one in new.method if one.name == method.name), None)
        if now is None:
            yield f"{name}: the method is gone"
            continue
        for what in ("input_type", "output_type", "client_streaming", "server_streaming"):
            if getattr(method, what) != getattr(now, what):
                yield f"{name}: its {what} was {getattr(method, what)} and is {getattr(now, what)}"


def faults(old, new):
    """All that `new` breaks for programs of `old`, a sentence each."""
    old_messages, old_enums = messages_of(old)
    new_messages, new_enums = messages_of(new)
    old_services, new_services = services_of(old), services_of(new)
    for name, message in old_messages.items():
        if name not in new_messages:
            yield f"{name}: the message is gone"
        else:
            yield from field_faults(name, message, new_messages[name])
    for name, enum in old_enums.items():
        if name not in new_enums:
            yield f"{name}: the enumeration is gone"
            continue
        values = {value.number: value.name for value in new_enums[name].value}
        for value in enum.value:
            if values.get(value.number) != value.name:
                yield f"{name}.{value.name}: value {value.number} is {values.get(value.number, 'gone')}"
    for name, service in old_services.items():
        if name not in new_services:
            yield f"{name}: the service is gone"
        else:
            yield from method_faults(name, service, new_services[name])


if __name__ == "__main__":
    found = list(faults(read(sys.argv[1]), read(sys.argv[2])))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
