"""Addresses of the orders: the list, one order with its letter, its deliveries and its invoices."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.orders, name="orders"),
    path("<str:public_id>/", views.order, name="order"),
    path("<str:public_id>/pdf/", views.order_pdf, name="order_pdf"),
    path("<str:public_id>/deliver/", views.order_deliver, name="order_deliver"),
    path("<str:public_id>/return/", views.order_return, name="order_return"),
    path("<str:public_id>/invoice/", views.order_invoice, name="order_invoice"),
    path("<str:public_id>/no-more-invoices/", views.order_no_more, name="order_no_more"),
    path("<str:public_id>/more-invoices/", views.order_more, name="order_more"),
    path("deliveries/<str:public_id>/take-back/", views.delivery_take_back, name="delivery_take_back"),
    path("invoices/<str:public_id>/take-back/", views.invoice_take_back, name="invoice_take_back"),
]
