"""Photos in a bucket of a storage that speaks S3, instead of a folder (`requirements-s3.txt`)."""

from botocore.config import Config
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """One bucket. A file appears in it whole or not at all, as the protocol promises."""

    def get_default_settings(self):
        """What must hold for every bucket, whatever the options say of this one."""
        return super().get_default_settings() | {
            # The same bytes have the same name.
            "file_overwrite": True,
            # Who may read is the bucket's own policy.
            "default_acl": None,
            "querystring_auth": False,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # Newer checksums are unknown to many servers that are not Amazon's.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
            # An original is read through the disk, not held in memory.
            "max_memory_size": 1024 * 1024,
        }
