"""The five steps by which a requester follows the own request."""
