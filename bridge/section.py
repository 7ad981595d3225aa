"""What every section of config.toml has in common; each part of the program derives its own from it."""

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, model_validator
from pydantic_core import PydanticCustomError

here: ContextVar[Path] = ContextVar("here", default=Path())
"""The folder of the file that is being read."""


def from_here(path: Path) -> Path:
    return here.get() / path.expanduser()


Place = Annotated[Path, AfterValidator(from_here)]
"""A path in the configuration; a relative one starts at the file's folder."""


class Section(BaseModel):
    """Unknown keys are errors; a secret ``key`` may be given as ``key_file``, the path of a file that holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values  # the type check that follows says so better
        values = dict(values)
        for name, field in cls.model_fields.items():
            if is_secret(field.annotation) and (path := values.pop(f"{name}_file", None)) is not None:
                if name in values:
                    raise _wrong(name, f"{name} is there as well; keep one of the two")
                values[name] = _secret(name, path)
        return values


def is_secret(annotation: object) -> bool:
    """Whether a field of this type holds something that must not be shown."""
    return annotation is SecretStr or annotation == SecretStr | None


def _secret(name: str, path: object) -> str:
    if not isinstance(path, str):
        raise _wrong(name, "write the path of a file, in quotes")
    try:
        return from_here(Path(path)).read_text("utf-8-sig").strip()
    except OSError as error:
        raise _wrong(name, f"{from_here(Path(path))} can't be read ({error.strerror})") from error
    except UnicodeDecodeError:
        raise _wrong(name, f"{from_here(Path(path))} is not UTF-8 text") from None


def _wrong(name: str, said: str) -> PydanticCustomError:
    """A mistake in the key ``name_file``, of which pydantic only knows the section."""
    return PydanticCustomError("secret_file", "{said}", {"said": said, "key": f"{name}_file"})
